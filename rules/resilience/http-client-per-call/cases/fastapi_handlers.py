import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import boto3
import httpx
import requests
from fastapi import BackgroundTasks, Depends, FastAPI
from openai import AsyncOpenAI

SHARED = httpx.AsyncClient(timeout=5)  # ok: one for the module


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with httpx.AsyncClient() as client:  # ok: one for the lifespan
        app.state.http = client
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/rates")
async def rates() -> dict:
    async with httpx.AsyncClient(timeout=5) as client:  # expect: per-call @16 "for every request that `rates` serves"
        return (await client.get("https://rates.example/latest")).json()


@app.get("/shared")
async def shared() -> dict:
    return (await SHARED.get("https://rates.example/latest")).json()


@app.post("/upload")
def upload(name: str) -> None:
    s3 = boto3.client("s3", region_name="eu-west-1")  # expect: per-call "the model of the service"
    s3.put_object(Bucket="files", Key=name, Body=b"")


@app.post("/summary")
async def summary(text: str) -> str:
    answer = await AsyncOpenAI().responses.create(model="gpt", input=text)  # expect: per-call "AsyncOpenAI"
    return str(answer)


class RatesGateway:
    def __init__(self) -> None:
        self.session = requests.Session()  # expect: per-call "requests.Session"

    def latest(self) -> dict:
        return self.session.get("https://rates.example/latest", timeout=5).json()


def get_gateway() -> RatesGateway:
    return RatesGateway()


@app.get("/gateway")
def through_gateway(gateway: RatesGateway = Depends(get_gateway)) -> dict:
    return gateway.latest()


@functools.lru_cache(maxsize=1)
def get_session() -> requests.Session:
    return requests.Session()  # ok: the factory is cached


@app.get("/cached")
def cached(session: requests.Session = Depends(get_session)) -> dict:
    return session.get("https://rates.example/latest", timeout=5).json()


def get_http() -> httpx.Client:
    with httpx.Client() as client:  # expect: per-call "`per_request`"
        yield client


@app.get("/dependency")
def per_request(client: httpx.Client = Depends(get_http)) -> dict:
    return client.get("https://rates.example/latest").json()


_lazy: httpx.Client | None = None


def lazy() -> httpx.Client:
    global _lazy
    if _lazy is None:
        _lazy = httpx.Client()  # ok: on first use
    return _lazy


@app.get("/lazy")
def uses_lazy() -> dict:
    return lazy().get("https://rates.example/latest").json()


@app.get("/many")
async def many(paths: list[str]) -> list[int]:
    async with httpx.AsyncClient(base_url="https://a.example") as client:  # expect: per-call
        return [(await client.get(path)).status_code for path in paths]


async def notify(url: str) -> None:
    async with httpx.AsyncClient() as client:  # gap: work after the response is handed over by name
        await client.post(url)


@app.post("/later")
async def later(tasks: BackgroundTasks) -> None:
    tasks.add_task(notify, "https://hooks.example")


_key: str | None = None


@app.get("/key")
async def key() -> str:
    global _key
    if _key:
        return _key
    async with httpx.AsyncClient() as client:  # ok: only the first request comes here
        _key = (await client.get("https://keys.example/public", timeout=5)).text
    return _key
