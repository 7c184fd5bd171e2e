import asyncio
import time

import backoff
import httpx
import requests
import stamina
from tenacity import Retrying, retry, stop_after_attempt, wait_random_exponential
from urllib3 import Retry


@retry  # expect: endless "`@retry` never gives up"
def bare() -> None:
    requests.get("https://example.com", timeout=1)


@retry(wait=wait_random_exponential(max=10))  # expect: endless
def waits() -> None:
    requests.get("https://example.com", timeout=1)


@retry(stop=stop_after_attempt(3))  # ok: limited
def limited() -> None:
    requests.get("https://example.com", timeout=1)


@backoff.on_exception(backoff.expo, requests.RequestException)  # expect: endless "`@backoff.on_exception`"
def grows() -> None:
    requests.get("https://example.com", timeout=1)


@backoff.on_exception(backoff.expo, requests.RequestException, max_time=60)  # ok: limited
def grows_for_a_minute() -> None:
    requests.get("https://example.com", timeout=1)


@stamina.retry(on=httpx.HTTPError)  # ok: limited by default
def stamped() -> None:
    httpx.get("https://example.com")


def with_object() -> None:
    for attempt in Retrying(wait=wait_random_exponential()):  # expect: endless "`Retrying(…)`"
        with attempt:
            requests.get("https://example.com", timeout=1)


adapter = Retry(total=None, backoff_factor=1)  # expect: endless
counted = Retry(total=3, backoff_factor=1)  # ok: limited
default = Retry(backoff_factor=1)  # ok: limited by default


async def for_ever(client: httpx.AsyncClient) -> httpx.Response:
    while True:  # expect: loop "`client.get`"
        try:
            return await client.get("https://example.com")
        except httpx.HTTPError:
            await asyncio.sleep(1)


def gives_up(url: str) -> requests.Response:
    attempts = 0
    while True:  # ok: it gives up in the end
        try:
            return requests.get(url, timeout=1)
        except requests.Timeout:
            attempts += 1
            if attempts > 3:
                raise
            time.sleep(attempts)


def until_deadline(url: str, deadline: float) -> requests.Response | None:
    while time.monotonic() < deadline:  # ok: limited by the clock
        try:
            return requests.get(url, timeout=1)
        except requests.Timeout:
            time.sleep(1)
    return None


def worker(queue, url: str) -> None:
    while True:  # ok: another message each turn
        try:
            message = queue.get()
            if message is None:
                break
            requests.post(url, json=message, timeout=1)
        except requests.Timeout:
            continue


def poll(urls: list[str]) -> None:
    while True:  # ok: it never ends, and starts anew each turn: the `break` is of the inner loop
        try:
            for url in urls:
                requests.get("https://example.com", timeout=1)
                if url.endswith("last"):
                    break
        except requests.Timeout:
            time.sleep(1)


def next_that_answers(urls: list[str], at: int) -> None:
    while True:  # ok: the next address after a failure, and an end when there is none
        try:
            if (url := pick(urls, at)) is not None:
                requests.get(url, timeout=1)
            break
        except requests.Timeout:
            at += 1


def counted_but_endless(url: str) -> None:
    attempt = 0
    while True:  # expect: loop "`requests.get`"
        try:
            requests.get(url, headers={"X-Attempt": str(attempt)}, timeout=1)
            break
        except requests.Timeout:
            attempt += 1


def pick(urls: list[str], at: int) -> str | None:
    return urls[at] if at < len(urls) else None


def listen(url: str) -> None:
    @retry(wait=wait_random_exponential(max=30))  # ok: it listens for as long as the process runs
    def follow() -> None:
        while True:
            print(requests.get(url, timeout=30).text)

    follow()


def sent(url: str) -> None:
    @retry(wait=wait_random_exponential(max=30))  # expect: endless "`@retry` never gives up"
    def once() -> None:
        requests.post(url, timeout=30)

    once()
