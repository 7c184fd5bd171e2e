import httpx
import requests
from fastapi import FastAPI

app = FastAPI()


@app.post("/ping")
def ping(hosts: list[str]) -> None:
    for host in hosts:
        session = requests.Session()  # expect: per-call "requests.Session"
        session.get(f"https://{host}/ping", timeout=5)


def read_all(numbers: list[int]) -> list[str]:
    pages = []
    for number in numbers:
        with httpx.Client(timeout=5) as client:  # expect: per-item "every item of `numbers`"
            pages.append(client.get(f"https://erp.example/orders/{number}").text)
    return pages


def crawl(urls: list[str]) -> list[str]:
    pages = []
    for url in urls:
        with httpx.Client(timeout=5) as client:  # ok: other hosts, nothing to reuse
            pages.append(client.get(url).text)
    return pages


def per_account(accounts: list[dict]) -> None:
    for account in accounts:
        with httpx.Client(base_url=account["url"]) as client:  # ok: one for each account
            client.get("/balance")


def reconnect(stop) -> None:
    while not stop.is_set():
        with httpx.Client() as client:  # ok: a new one after a failure
            client.get("https://stream.example")


def clients(urls: list[str]) -> list[httpx.Client]:
    return [httpx.Client() for _ in urls]  # ok: they are handed on
