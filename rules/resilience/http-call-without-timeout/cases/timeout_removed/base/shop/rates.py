import asyncio
import smtplib

import httpx
import requests


def latest(url: str) -> dict:
    return requests.get(url, timeout=5).json()


def quote(url: str, options: dict) -> dict:
    response = requests.post(
        url,
        timeout=5,
    )
    return response.json()


def retired(url: str) -> dict:
    return requests.get(url, timeout=5).json()


def moved(url: str) -> dict:
    return requests.get(url, timeout=5).json()


def slower(url: str) -> dict:
    return requests.get(url, timeout=5).json()


def bounded_by_default(url: str) -> dict:
    return httpx.get(url, timeout=5).json()


def old(url: str) -> dict:
    return requests.get(url).json()


async def scoped(client: httpx.AsyncClient, url: str) -> dict:
    async with asyncio.timeout(5):
        response = await client.get(url, timeout=None)
    return response.json()


def mail(host: str) -> None:
    smtplib.SMTP(
        host,
        timeout=5,  # expect-left: guard-removed "`mail` lost the timeout of `smtplib.SMTP`: `timeout=5` is gone"
    ).quit()
