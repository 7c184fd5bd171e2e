import httpx
from fastapi import FastAPI, Request

app = FastAPI()
client = httpx.AsyncClient(timeout=5)


class ErpGateway:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def push(self, order: dict) -> None:
        async with httpx.AsyncClient() as http:
            await http.post("https://erp.example/orders", json=order)

    async def pull(self) -> dict:
        return await self._fetch("https://erp.example/orders")

    async def _fetch(self, url: str) -> dict:
        response = await self._http.get(url)  # ok: the shared client, one step further
        return response.json()


@app.get("/rates")
async def rates() -> dict:
    async with httpx.AsyncClient() as own:  # expect: per-call
        response = await own.get("https://rates.example/latest")
        return response.json()


async def latest() -> dict:
    response = await client.get("https://rates.example/latest?base=eur")
    return response.json()


@app.get("/fees")
async def fees(request: Request) -> dict:
    shared: httpx.AsyncClient = request.app.state.http
    response = await shared.get("https://rates.example/fees")  # ok: shared by the app now
    return response.json()
