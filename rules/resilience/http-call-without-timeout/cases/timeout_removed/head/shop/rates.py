import asyncio
import smtplib

import httpx
import requests


def latest(url: str) -> dict:
    return requests.get(url).json()  # expect: missing


def quote(url: str, options: dict) -> dict:
    response = requests.post(
        url,
        **options,  # ok: the options may carry a timeout
    )
    return response.json()


def moved(url: str) -> dict:
    return fetch(url).json()  # ok: the helper holds the timeout


def fetch(url: str) -> requests.Response:
    return requests.get(url, timeout=5)


def slower(url: str) -> dict:
    return requests.get(url, timeout=30).json()  # ok: still bounded


def bounded_by_default(url: str) -> dict:
    return httpx.get(url).json()  # ok: five seconds unless told otherwise


def old(url: str) -> dict:
    return requests.get(url).json()  # ok: inherited


async def scoped(client: httpx.AsyncClient, url: str) -> dict:
    response = await client.get(url, timeout=None)  # expect: disabled
    return response.json()


def mail(host: str) -> None:
    smtplib.SMTP(
        host,
    ).quit()
