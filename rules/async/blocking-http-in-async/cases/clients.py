import asyncio
import smtplib
import urllib.request
from functools import partial

import httpx
import requests as http
import urllib3
from asgiref.sync import sync_to_async
from fastapi.concurrency import run_in_threadpool

session = http.Session()
sync_client = httpx.Client(timeout=3)
pool = urllib3.PoolManager()


async def by_alias(url: str) -> bytes:
    return http.get(url, timeout=3).content  # expect: blocking @12 "http.get"


async def by_module_session(url: str) -> bytes:
    return session.post(url, timeout=3).content  # expect: blocking "session.post"


async def by_context(url: str) -> bytes:
    with http.Session() as own:
        return own.get(url, timeout=3).content  # expect: blocking "own.get"


async def by_httpx(url: str) -> bytes:
    return sync_client.get(url).content  # expect: blocking


async def by_httpx_function(url: str) -> bytes:
    return httpx.get(url).content  # expect: blocking


async def by_urllib(url: str) -> bytes:
    return urllib.request.urlopen(url, timeout=3).read()  # expect: blocking


async def by_pool(url: str) -> bytes:
    return pool.request("GET", url, timeout=3.0).data  # expect: blocking


def plain(url: str) -> bytes:
    return http.get(url, timeout=3).content  # ok: not async


async def in_thread(url: str) -> bytes:
    response = await asyncio.to_thread(http.get, url, timeout=3)  # ok: runs in a thread
    return response.content


async def in_executor(url: str) -> bytes:
    loop = asyncio.get_running_loop()
    response = await loop.run_in_executor(None, partial(http.get, url, timeout=3))  # ok: executor
    return response.content


async def in_executor_lambda(url: str) -> bytes:
    loop = asyncio.get_running_loop()
    response = await loop.run_in_executor(None, lambda: http.get(url, timeout=3))  # ok: executor
    return response.content


async def in_threadpool(url: str) -> bytes:
    response = await run_in_threadpool(http.get, url, timeout=3)  # ok: Starlette's thread pool
    return response.content


async def by_bridge(url: str) -> bytes:
    response = await sync_to_async(http.get)(url, timeout=3)  # ok: bridged
    return response.content


async def nested(url: str) -> bytes:
    def fetch() -> bytes:
        return http.get(url, timeout=3).content  # ok: runs where it is handed to

    return await asyncio.to_thread(fetch)


async def awaited(url: str) -> bytes:
    async with httpx.AsyncClient() as client:
        response = await client.get(url)  # ok: async client
    return response.content


async def shadowed(requests: dict[str, bytes], url: str) -> bytes:
    return requests.get(url)  # ok: a dictionary with the name of a library


async def mailed(text: str) -> None:
    with smtplib.SMTP("mail.example.com", timeout=10) as smtp:  # expect: blocking "smtplib.SMTP"
        smtp.starttls()  # ok: goes away with the block
        smtp.send_message(text)  # ok: the same


async def mailed_by(smtp: smtplib.SMTP, text: str) -> None:
    smtp.send_message(text)  # expect: blocking
