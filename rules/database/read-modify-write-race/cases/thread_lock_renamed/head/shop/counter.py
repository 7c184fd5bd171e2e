import threading


class Counter:
    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._served: dict[str, int] = {}

    def count(self, name: str) -> int:
        with self._guard:  # ok: the same lock by another name
            self._served[name] = self._served.get(name, 0) + 1
            return self._served[name]
