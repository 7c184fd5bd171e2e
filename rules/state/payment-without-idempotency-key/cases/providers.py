import uuid

import httpx
import requests
from yookassa import Payment, Refund
from yookassa.domain.request.payment_request_builder import PaymentRequestBuilder

API = "https://api.pay.example.com"


def create(amount: str) -> None:
    Payment.create({"amount": {"value": amount, "currency": "RUB"}})  # expect: session


def charge_saved(amount: str, method_id: str) -> None:
    Payment.create({"amount": {"value": amount}, "payment_method_id": method_id})  # expect: missing "`Payment.create` moves money"


def charge_built(amount: str, method_id: str) -> None:
    builder = PaymentRequestBuilder()
    builder.set_amount({"value": amount, "currency": "RUB"}).set_payment_method_id(method_id)
    Payment.create(builder.build())  # expect: missing "`Payment.create` moves money"


def open_built(amount: str, url: str) -> None:
    builder = PaymentRequestBuilder()
    builder.set_amount({"value": amount, "currency": "RUB"}).set_confirmation({"type": "redirect", "return_url": url})
    Payment.create(builder.build())  # expect: session


def create_keyed(amount: str, order_id: int) -> None:
    Payment.create({"amount": {"value": amount}}, f"order-{order_id}")  # ok: the second argument is the key


def create_fresh(amount: str) -> None:
    Payment.create({"amount": {"value": amount}}, uuid.uuid4())  # expect: fresh


def refund(payment_id: str) -> None:
    Refund.create({"payment_id": payment_id})  # expect: missing


def post(amount: int) -> None:
    requests.post("https://api.bank.example.com/v1/transfers", json={"amount": amount}, timeout=5)  # expect: posted "/v1/transfers"


async def post_async(client: httpx.AsyncClient, amount: int) -> None:
    await client.post(f"{API}/v1/charges", json={"amount": amount})  # expect: posted


def post_keyed(amount: int, order_id: int) -> None:
    requests.post(
        f"{API}/v1/charges",
        json={"amount": amount},
        headers={"Idempotency-Key": f"order:{order_id}"},
        timeout=5,
    )  # ok: a key in the headers


def post_with_order(amount: int, order_id: int) -> None:
    requests.post(f"{API}/payments", json={"amount": amount, "order_id": order_id}, timeout=5)  # ok: the order tells them apart


def post_body(body: dict) -> None:
    requests.post(f"{API}/payments", json=body, timeout=5)  # ok: the body may tell them apart


def post_report(amount: int) -> None:
    requests.post(f"{API}/payments/report", json={"amount": amount}, timeout=5)  # ok: no payment
