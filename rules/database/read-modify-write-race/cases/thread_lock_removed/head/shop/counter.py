import threading


class Counter:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._served: dict[str, int] = {}

    def count(self, name: str) -> int:
        self._served[name] = self._served.get(name, 0) + 1  # ok: reported where the lock stood
        return self._served[name]
