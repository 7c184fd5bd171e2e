import asyncio

import aiohttp
import httpx
from aiohttp import web

client = httpx.Client()
unbounded = httpx.AsyncClient(timeout=None)  # expect: disabled "httpx.AsyncClient"


def fetch(url: str) -> str:
    return client.get(url).text  # ok: five seconds unless told otherwise


def off(url: str) -> str:
    return client.get(url, timeout=None).text  # expect: disabled


def module_level(url: str) -> str:
    return httpx.get(url).text  # ok: bounded by default


async def stream(session: aiohttp.ClientSession, url: str) -> str:
    async with session.get(url) as response:  # ok: 300 seconds by default
        return await response.text()


async def never() -> aiohttp.ClientSession:
    limits = aiohttp.ClientTimeout(total=None)  # expect: disabled "total=None"
    return aiohttp.ClientSession(timeout=limits)


async def by_read() -> aiohttp.ClientSession:
    limits = aiohttp.ClientTimeout(total=None, sock_read=30)  # ok: every read is bounded
    return aiohttp.ClientSession(timeout=limits)


async def scoped(url: str) -> str:
    async with asyncio.timeout(5), httpx.AsyncClient() as inner:
        response = await inner.get(url, timeout=None)  # ok: bounded by the scope
        return response.text


async def waited(url: str) -> str:
    async with httpx.AsyncClient() as inner:
        response = await asyncio.wait_for(inner.get(url, timeout=None), 5)  # ok: bounded by the caller
        return response.text


async def proxy(session: aiohttp.ClientSession, request: web.Request, url: str) -> bytes:
    async with session.request(
        request.method, url, data=request.content, timeout=aiohttp.ClientTimeout(total=None)  # ok: whoever asked decides
    ) as answer:
        return await answer.read()
