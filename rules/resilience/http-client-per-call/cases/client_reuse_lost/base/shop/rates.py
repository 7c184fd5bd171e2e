import httpx
from fastapi import FastAPI, Request

app = FastAPI()
client = httpx.AsyncClient(timeout=5)


class ErpGateway:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def push(self, order: dict) -> None:
        await self._http.post("https://erp.example/orders", json=order)  # expect-left: guard-removed "self._http"

    async def pull(self) -> dict:
        response = await self._http.get("https://erp.example/orders")
        return response.json()


@app.get("/rates")
async def rates() -> dict:
    response = await client.get("https://rates.example/latest")
    return response.json()


async def latest() -> dict:
    response = await client.get("https://rates.example/latest")
    return response.json()


@app.get("/fees")
async def fees(request: Request) -> dict:
    response = await client.get("https://rates.example/fees")
    return response.json()
