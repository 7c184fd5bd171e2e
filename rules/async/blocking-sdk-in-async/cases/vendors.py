import asyncio

import boto3
import stripe
from openai import AsyncOpenAI, OpenAI
from twilio.rest import Client

s3 = boto3.client("s3")
models = OpenAI()
async_models = AsyncOpenAI()
twilio = Client("sid", "token")


async def charge(amount: int) -> None:
    stripe.Charge.create(amount=amount, currency="eur", idempotency_key="k")  # expect: blocking "stripe.Charge.create"


async def store(key: str) -> None:
    s3.put_object(Bucket="receipts", Key=key, Body=b"")  # expect: blocking


async def answer(text: str) -> None:
    models.chat.completions.create(model="m", messages=[])  # expect: blocking


async def answer_async(text: str) -> None:
    await async_models.chat.completions.create(model="m", messages=[])  # ok: async client


async def notify(number: str) -> None:
    twilio.messages.create(to=number, from_="+1", body="paid")  # expect: blocking


async def store_in_thread(key: str) -> None:
    await asyncio.to_thread(s3.put_object, Bucket="receipts", Key=key, Body=b"")  # ok: runs in a thread


def charge_now(amount: int) -> None:
    stripe.Charge.create(amount=amount, currency="eur", idempotency_key="k")  # ok: not async
