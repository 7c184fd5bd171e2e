import httpx
import requests
from collections.abc import AsyncIterator

from fastapi import Depends, FastAPI, Request
from openai import AsyncOpenAI
from pydantic_settings import BaseSettings
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI()


class Settings(BaseSettings):
    api_url: str = "https://api.example"


class Base(DeclarativeBase):
    pass


class ModelConfig(Base):
    __tablename__ = "model_config"
    id: Mapped[int] = mapped_column(primary_key=True)
    api_key: Mapped[str]


settings = Settings()
Sessions = async_sessionmaker(create_async_engine("postgresql+asyncpg://db/shop"))


async def get_session() -> AsyncIterator[AsyncSession]:
    async with Sessions() as session:
        yield session


@app.get("/tenants/{tenant}")
async def of_tenant(tenant: str) -> dict:
    async with httpx.AsyncClient(base_url=f"https://{tenant}.example") as client:  # ok: of this tenant
        return (await client.get("/orders")).json()


@app.get("/user")
async def of_user(request: Request) -> dict:
    token = request.headers["authorization"]
    async with httpx.AsyncClient(headers={"authorization": token}) as client:  # expect: per-call
        return (await client.get("https://api.example/me")).json()


def api_client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url)  # expect: per-call "`orders`"


@app.get("/orders")
def orders() -> dict:
    return api_client(settings.api_url).get("/orders").json()


def own_client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url)  # ok: the caller gives what the request brought


@app.get("/mirror")
def mirror(url: str) -> dict:
    return own_client(url).get("/orders").json()


@app.post("/login")
def login(user: str, password: str) -> str:
    session = requests.Session()  # ok: cookies of this user
    session.post("https://old.example/login", data={"u": user, "p": password}, timeout=5)
    return session.cookies["sid"]


@app.get("/in-process")
async def in_process(request: Request) -> dict:
    transport = httpx.ASGITransport(app=request.app)
    async with httpx.AsyncClient(transport=transport) as client:  # ok: no connections
        return (await client.get("http://app/health")).json()


@app.get("/given")
def given(client: httpx.Client | None = None) -> dict:
    client = client or httpx.Client()  # ok: who gives one is not followed
    return client.get("https://api.example").json()


@app.post("/hooks")
async def call_back(hook: str) -> int:
    async with httpx.AsyncClient(timeout=5) as client:  # ok: a host that somebody names
        return (await client.post(hook)).status_code


RATES_URL = "https://rates.example/latest"
_rates: dict[str, dict] = {}


async def load_rates() -> dict:
    async with httpx.AsyncClient(timeout=5) as client:  # ok: the result is kept
        return (await client.get(RATES_URL)).json()


@app.get("/rates/{currency}")
async def rates(currency: str) -> dict:
    if currency not in _rates:
        _rates[currency] = await load_rates()
    return _rates[currency]


@app.get("/rates")
async def all_rates() -> dict:
    async with httpx.AsyncClient(timeout=5) as client:  # expect: per-call
        return (await client.get(RATES_URL)).json()


async def model_config(session: AsyncSession) -> ModelConfig | None:
    return await session.scalar(select(ModelConfig))


@app.post("/transcribe")
async def transcribe(session: AsyncSession = Depends(get_session)) -> str:
    config = await model_config(session)
    client = AsyncOpenAI(api_key=config.api_key)  # ok: what the database says today
    return str(await client.models.list())


@app.post("/stop")
async def stop() -> None:
    try:
        RATES_URL.index("example")
    except ValueError:
        async with httpx.AsyncClient() as client:  # ok: after an error
            await client.post("https://erp.example/stop")


class Account:
    def __init__(self, token: str) -> None:
        session = requests.Session()  # ok: of the account whose token came with the request
        session.headers.update({"Authorization": token})
        self.session = session


@app.post("/imports")
def import_account(token: str) -> int:
    return Account(token).session.get("https://api.example/all", timeout=5).status_code


class Catalogue:
    def __init__(self) -> None:
        session = requests.Session()  # expect: per-call "`catalogue`"
        session.headers.update({"Accept": "text/csv"})
        self.session = session


@app.get("/catalogue")
def catalogue() -> int:
    return Catalogue().session.get("https://api.example/all", timeout=5).status_code


class Keys:
    def __init__(self) -> None:
        self._key: str | None = None
        self._last: str | None = None

    async def key(self) -> str:
        if self._key is not None:
            return self._key
        self._key = await self._fetch()
        return self._key

    async def last(self) -> str:
        if self._key is not None:
            return self._key
        self._last = await self._fetch_last()
        return self._last

    async def _fetch(self) -> str:
        async with httpx.AsyncClient() as client:  # ok: the key is kept
            return (await client.get("https://api.example/key")).text

    async def _fetch_last(self) -> str:
        async with httpx.AsyncClient() as client:  # expect: per-call "`last_key`"
            return (await client.get("https://api.example/key")).text


keys = Keys()


@app.get("/key")
async def key() -> str:
    return await keys.key()


@app.get("/last-key")
async def last_key() -> str:
    return await keys.last()
