# path: shop/stream.py
import os

import asyncpg
import requests
from aiokafka import AIOKafkaConsumer
from confluent_kafka import Consumer
from kafka import KafkaConsumer


async def store_all(pool: asyncpg.Pool) -> None:
    consumer = AIOKafkaConsumer("orders", group_id="shop")  # expect: auto-commit "`pool.execute`"
    await consumer.start()
    try:
        async for message in consumer:
            await pool.execute("insert into orders values ($1)", message.value)
    finally:
        await consumer.stop()


async def commit_after(pool: asyncpg.Pool) -> None:
    consumer = AIOKafkaConsumer("orders", group_id="shop", enable_auto_commit=False)
    await consumer.start()
    async for message in consumer:
        await pool.execute("insert into orders values ($1)", message.value)
        await consumer.commit()  # ok: after the work


async def commit_before(pool: asyncpg.Pool) -> None:
    consumer = AIOKafkaConsumer("orders", group_id="shop", enable_auto_commit=False)
    await consumer.start()
    async for message in consumer:
        await consumer.commit()  # expect: ack-first "`consumer.commit` runs before `pool.execute`"
        await pool.execute("insert into orders values ($1)", message.value)


async def watch(pool: asyncpg.Pool) -> None:
    consumer = AIOKafkaConsumer("prices")  # ok: no group, nothing is committed
    await consumer.start()
    async for message in consumer:
        await pool.execute("update prices set value = $1", message.value)


def log_only() -> None:
    for message in KafkaConsumer("orders", group_id="log", enable_auto_commit=True):  # ok: logs only
        print(message)


class Shipping:
    def __init__(self) -> None:
        self._consumer = KafkaConsumer("orders", group_id="shipping", enable_auto_commit=True)  # expect: auto-commit "`requests.post`"

    def run(self) -> None:
        for message in self._consumer:
            requests.post("https://shipping.example/orders", data=message.value, timeout=5)


def poll_forever() -> None:
    consumer = Consumer({"bootstrap.servers": os.environ["KAFKA"], "group.id": "shop"})  # expect: auto-commit "`Consumer`"
    consumer.subscribe(["orders"])
    while True:
        message = consumer.poll(1.0)
        if message is not None:
            requests.post("https://shipping.example/orders", data=message.value(), timeout=5)


def store_offsets() -> None:
    consumer = Consumer({"group.id": "shop", "enable.auto.offset.store": False})  # ok: stores offsets itself
    consumer.subscribe(["orders"])
    while True:
        message = consumer.poll(1.0)
        requests.post("https://shipping.example/orders", data=message.value(), timeout=5)
        consumer.store_offsets(message)  # ok: after the work


def configured(config: dict) -> None:
    consumer = Consumer(config)  # ok: settings are not known here
    while True:
        requests.post("https://shipping.example", data=consumer.poll(1.0).value(), timeout=5)
