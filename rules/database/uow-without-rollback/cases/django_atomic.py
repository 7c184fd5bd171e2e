from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def unit_of_work() -> Iterator[None]:  # ok: atomic rolls back what fails inside
    with transaction.atomic():
        yield


class UnitOfWork:
    def __enter__(self) -> "UnitOfWork":
        self._block = transaction.atomic()
        self._block.__enter__()
        return self

    def __exit__(self, kind: type | None, error: Exception | None, trace: object) -> None:  # ok: handed on to atomic
        self._block.__exit__(kind, error, trace)
