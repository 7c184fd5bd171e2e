import os

import httpx


class Tokens:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._token: str | None = None

    async def current(self) -> str:
        if self._token is None:
            self._token = token_from_environment()  # ok: no await between look and write
        return self._token


def token_from_environment() -> str:
    return os.environ["TOKEN"]
