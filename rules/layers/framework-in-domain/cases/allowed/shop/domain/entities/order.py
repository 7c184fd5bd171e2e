from dataclasses import dataclass
from decimal import Decimal  # ok: standard library
from typing import TYPE_CHECKING

import redis  # ok: the team allows it
from fastapi import HTTPException, status  # expect: imported "(a web framework): it imports `HTTPException`, `status`"

if TYPE_CHECKING:
    import httpx  # ok: never runs


@dataclass
class Order:
    id: str
    total: Decimal

    def pay(self, client: "httpx.Client") -> None:
        if self.total <= 0:
            raise HTTPException(status.HTTP_400_BAD_REQUEST)
        redis.Redis().set(self.id, "paid")
