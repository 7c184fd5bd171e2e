import uuid

import backoff
import httpx
import requests
import stripe
from celery import shared_task
from tenacity import retry, stop_after_attempt


@retry(stop=stop_after_attempt(3))  # expect: repeated "`@retry` repeats `stripe.PaymentIntent.create`, which moves money"
def charge(amount: int) -> None:
    stripe.PaymentIntent.create(amount=amount, currency="eur", confirm=True)


@retry(stop=stop_after_attempt(3))  # expect: repeated "a new key each time"
def charge_anew(amount: int) -> None:
    stripe.PaymentIntent.create(amount=amount, currency="eur", confirm=True, idempotency_key=str(uuid.uuid4()))


@retry(stop=stop_after_attempt(3))  # ok: the same key with each attempt
def charge_once(amount: int, key: str) -> None:
    stripe.PaymentIntent.create(amount=amount, currency="eur", confirm=True, idempotency_key=key)


@retry(stop=stop_after_attempt(3))  # ok: nothing is charged before the customer confirms it
def open_intent(amount: int) -> None:
    stripe.PaymentIntent.create(amount=amount, currency="eur")


def send(amount: int) -> None:
    stripe.Refund.create(amount=amount)


@backoff.on_exception(backoff.expo, ValueError, max_tries=3)  # expect: repeated "`@backoff.on_exception` repeats `stripe.Refund.create`"
def through_helper(amount: int) -> None:
    send(amount)


@shared_task(autoretry_for=(Exception,))  # expect: repeated "`autoretry_for`"
def task(amount: int) -> None:
    stripe.PaymentIntent.create(amount=amount, currency="eur", confirm=True)


@shared_task  # ok: nothing runs it again
def plain_task(amount: int) -> None:
    stripe.PaymentIntent.create(amount=amount, currency="eur", confirm=True)


@retry(stop=stop_after_attempt(3))  # expect: repeated "creates something with each POST"
def ship(order: str) -> None:
    requests.post("https://carrier.example.com/shipments", json={"order": order}, timeout=5)


@retry(stop=stop_after_attempt(3))  # ok: it only asks
def search(text: str) -> None:
    requests.post("https://carrier.example.com/search", json={"text": text}, timeout=5)


@retry(stop=stop_after_attempt(3))  # ok: a key in the headers
def ship_once(order: str) -> None:
    requests.post(
        "https://carrier.example.com/shipments",
        json={"order": order},
        headers={"Idempotency-Key": order},
        timeout=5,
    )


@retry(stop=stop_after_attempt(3))  # ok: a read
def read(order: str) -> None:
    requests.get("https://carrier.example.com/shipments", timeout=5)


def loop(order: str) -> httpx.Response | None:
    for _ in range(3):
        try:
            return httpx.post("https://carrier.example.com/shipments", json={"order": order})
        except httpx.HTTPError:  # expect: repeated "`the loop` repeats `httpx.post`"
            continue
    return None


def once(order: str) -> httpx.Response:
    return httpx.post("https://carrier.example.com/shipments", json={"order": order})  # ok: sent once


@retry(stop=stop_after_attempt(3))  # ok: a sample that arrives twice is one sample
def push_metrics(rows: list[str]) -> None:
    requests.post("https://example.com/api/v1/push", json=rows, timeout=5)
