from fastapi import APIRouter, Depends
from requests import Session

router = APIRouter()


def get_session() -> Session:
    return Session()


class RateGateway:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def rate(self, currency: str) -> float:
        response = self._session.get(f"/rates/{currency}", timeout=3)  # expect: blocking "self._session.get"
        return response.json()["rate"]

    def rate_now(self, currency: str) -> float:
        return self._session.get(f"/rates/{currency}", timeout=3).json()["rate"]  # ok: not async


@router.get("/rates/{currency}")
async def read_rate(currency: str, session: Session = Depends(get_session)) -> float:
    return session.get(f"/rates/{currency}", timeout=3).json()["rate"]  # expect: blocking


@router.get("/slow-rates/{currency}")
def read_rate_in_pool(currency: str, session: Session = Depends(get_session)) -> float:
    return session.get(f"/rates/{currency}", timeout=3).json()["rate"]  # ok: FastAPI runs it in a thread
