from collections.abc import Iterator
from contextlib import contextmanager
import time

import requests
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("postgresql://localhost/rates")


class RateGateway:
    def __init__(self, url: str) -> None:
        self._url = url

    def load(self, currency: str) -> float:
        return requests.get(f"{self._url}/{currency}", timeout=3).json()["rate"]


def convert(gateway: RateGateway, amount: float) -> float:
    return amount * gateway.load("EUR")


def pause() -> None:
    time.sleep(1)


def rounded(amount: float) -> float:
    return round(amount, 2)


def lazily(gateway: RateGateway):
    return lambda: gateway.load("EUR")


def stream(gateway: RateGateway):
    yield gateway.load("EUR")


class RateLock:
    def __enter__(self) -> None:
        pause()

    def __exit__(self, *error: object) -> None: ...

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *error: object) -> None: ...


@contextmanager
def database() -> Iterator[Session]:
    session = Session(engine)
    try:
        yield session
        session.commit()
    finally:
        session.close()
