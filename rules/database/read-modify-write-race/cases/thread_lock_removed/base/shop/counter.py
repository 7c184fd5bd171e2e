import threading


class Counter:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._served: dict[str, int] = {}

    def count(self, name: str) -> int:
        with self._lock:  # expect-left: guard-removed "self._lock"
            self._served[name] = self._served.get(name, 0) + 1
            return self._served[name]
