import httpx  # expect: imported "httpx"
from sqlalchemy.orm import Session  # ok: reported as a broken contract


class Order:
    def total(self, session: Session) -> object:
        return httpx.get("https://prices.example.com", timeout=3), session
