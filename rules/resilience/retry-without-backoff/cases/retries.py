import asyncio
import random
import time

import backoff
import httpx
import requests
import stamina
from tenacity import (
    AsyncRetrying,
    retry,
    stop_after_attempt,
    wait_exponential,
    wait_fixed,
    wait_random_exponential,
)
from urllib3 import Retry


@retry(stop=stop_after_attempt(3))  # expect: at-once "`@retry` tries again at once"
def one() -> None:
    requests.get("https://example.com", timeout=1)


@retry(stop=stop_after_attempt(3), wait=wait_fixed(2))  # expect: fixed "`wait_fixed`"
def two() -> None:
    requests.get("https://example.com", timeout=1)


@retry(wait=wait_exponential(max=10))  # expect: no-jitter
def three() -> None:
    requests.get("https://example.com", timeout=1)


@retry(wait=wait_random_exponential(max=10))  # ok: grows, with jitter
def four() -> None:
    requests.get("https://example.com", timeout=1)


@backoff.on_exception(backoff.expo, ValueError, max_tries=3)  # ok: backs off by itself
def five() -> None:
    requests.get("https://example.com", timeout=1)


@stamina.retry(on=ValueError)  # ok: backs off by itself
def six() -> None:
    requests.get("https://example.com", timeout=1)


options: dict = {}


@retry(**options)  # ok: the wait may be in there
def seven() -> None:
    requests.get("https://example.com", timeout=1)


adapter = Retry(total=3)  # expect: at-once "`Retry(…)`"
patient = Retry(total=3, backoff_factor=0.5)  # ok: backs off
once = Retry(total=1)  # ok: a second attempt alone


async def object_form(client: httpx.AsyncClient) -> None:
    async for attempt in AsyncRetrying(stop=stop_after_attempt(2)):  # expect: at-once "`AsyncRetrying(…)`"
        with attempt:
            await client.get("https://example.com")


def in_loop(url: str) -> requests.Response | None:
    for _ in range(3):
        try:
            return requests.get(url, timeout=1)
        except requests.ConnectionError:  # expect: loop-at-once "`requests.get`"
            continue
    return None


async def with_pause(client: httpx.AsyncClient) -> httpx.Response | None:
    attempts = 0
    while attempts < 3:
        try:
            response = await client.get("https://example.com")
            break
        except httpx.HTTPError:  # expect: loop-fixed
            attempts += 1
            await asyncio.sleep(1)
    return response


async def growing(client: httpx.AsyncClient) -> httpx.Response | None:
    for attempt in range(3):
        try:
            return await client.get("https://example.com")
        except httpx.HTTPError:  # ok: longer each time
            await asyncio.sleep(2**attempt + random.random())
    return None


def doubled(url: str) -> requests.Response | None:
    delay = 1
    while True:
        try:
            return requests.get(url, timeout=1)
        except requests.Timeout:  # ok: longer each time
            time.sleep(delay)
            delay *= 2


def gives_up(url: str) -> requests.Response:
    for _ in range(3):
        try:
            return requests.get(url, timeout=1)
        except requests.Timeout:  # ok: not tried again
            raise
    raise RuntimeError


def pages() -> list:
    found: list = []
    for page in range(10):
        try:
            rows = requests.get("https://example.com", params={"page": page}, timeout=1).json()
            if not rows:
                break
            found += rows
        except ValueError:  # ok: the next page, not the same call
            continue
    return found


def alternatives(urls: list[str]) -> requests.Response | None:
    for url in urls:
        try:
            return requests.get(url, timeout=1)
        except requests.Timeout:  # ok: another address
            continue
    return None


async def pause_before_each_attempt(client: httpx.AsyncClient, retries: int) -> httpx.Response | None:
    delay = 0.5
    for attempt in range(retries):
        try:
            if attempt > 0:
                await asyncio.sleep(delay)
                delay = min(delay * 2, 30)
            return await client.get("https://example.com")
        except httpx.HTTPError:  # ok: the next attempt begins with a pause
            continue
    return None


async def pause_after_success(client: httpx.AsyncClient) -> httpx.Response | None:
    for _ in range(3):
        try:
            response = await client.get("https://example.com")
            await asyncio.sleep(1)
            return response
        except httpx.HTTPError:  # expect: loop-at-once
            continue
    return None


def ask(url: str) -> None:
    @retry(stop=stop_after_attempt(5))  # expect: at-once
    def once_more() -> None:
        requests.get(url, timeout=1)

    once_more()


class Slot:
    port: int = 0


def next_port(url: str, slot: Slot) -> requests.Response | None:
    for port in range(8000, 8100):
        try:
            slot.port = port
            return requests.get(url, timeout=1)
        except requests.ConnectionError:  # ok: the next port
            continue
    return None


def second_attempt(url: str) -> requests.Response | None:
    for _ in range(2):
        try:
            return requests.get(url, timeout=1)
        except requests.ConnectionError:  # ok: one second attempt
            continue
    return None


def second_by_count(url: str) -> requests.Response:
    tries_left = 2
    while True:
        try:
            return requests.get(url, timeout=1)
        except requests.ConnectionError:  # ok: one second attempt
            tries_left -= 1
            if tries_left == 0:
                raise


def five_by_count(url: str) -> requests.Response:
    tries_left = 5
    while True:
        try:
            return requests.get(url, timeout=1)
        except requests.ConnectionError:  # expect: loop-at-once
            tries_left -= 1
            if tries_left == 0:
                raise
