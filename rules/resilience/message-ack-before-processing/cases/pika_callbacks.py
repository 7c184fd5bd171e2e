# path: shop/orders_worker.py
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

import pika
from pika.adapters.blocking_connection import BlockingChannel
from sqlalchemy import create_engine, text

logger = logging.getLogger(__name__)
engine = create_engine("postgresql://db/shop")
pool = ThreadPoolExecutor(4)


def store(order: dict) -> None:
    with engine.begin() as connection:
        connection.execute(text("insert into orders values (:id)"), order)


def ack_first(ch, method, properties, body):
    ch.basic_ack(delivery_tag=method.delivery_tag)  # expect: ack-first "before `store`"
    store(json.loads(body))


def ack_last(ch, method, properties, body):
    store(json.loads(body))
    ch.basic_ack(delivery_tag=method.delivery_tag)  # ok: when the order is stored


def ack_invalid(ch: BlockingChannel, method, properties, body):
    order = json.loads(body)
    if "id" not in order:
        ch.basic_ack(method.delivery_tag)  # ok: nothing to do for this one
        return
    store(order)
    ch.basic_ack(method.delivery_tag)


def ack_then_publish(ch: BlockingChannel, method, properties, body):
    store(json.loads(body))
    ch.basic_ack(method.delivery_tag)  # ok: the work is stored, the rest is extra
    ch.basic_publish("events", "order.stored", body)


def ack_only(ch, method, properties, body):
    ch.basic_ack(method.delivery_tag)  # ok: logs only
    logger.info("got %s", body)


def in_thread(ch, method, properties, body):
    Thread(target=store, args=[json.loads(body)]).start()
    ch.basic_ack(method.delivery_tag)  # expect: handed-over "does not wait for `Thread`"


def in_pool(ch, method, properties, body):
    done = pool.submit(store, json.loads(body))
    done.result()
    ch.basic_ack(method.delivery_tag)  # ok: waits for the work


def in_finally(ch, method, properties, body):
    try:
        store(json.loads(body))
    except Exception:
        logger.exception("order failed")
    finally:
        ch.basic_ack(method.delivery_tag)  # expect: ack-regardless


def rejects(ch, method, properties, body):
    try:
        store(json.loads(body))
    except Exception:
        ch.basic_nack(method.delivery_tag, requeue=False)
        raise
    ch.basic_ack(method.delivery_tag)  # ok: failures are rejected


def parks(ch: BlockingChannel, method, properties, body):
    try:
        store(json.loads(body))
    except Exception:
        ch.basic_publish("parked", "orders", body)
    finally:
        ch.basic_ack(method.delivery_tag)  # ok: a failed message is parked


def on_order(ch, method, properties, body):
    store(json.loads(body))


def on_metric(ch, method, properties, body):
    logger.info("metric %s", body)


def main(automatic: bool) -> None:
    connection = pika.BlockingConnection()
    channel = connection.channel()
    channel.basic_consume(queue="orders", on_message_callback=on_order, auto_ack=True)  # expect: auto-ack "`auto_ack=True`"
    channel.basic_consume("metrics", on_metric, True)  # ok: logs only
    channel.basic_consume("late", ack_last)  # ok: acknowledges itself
    channel.basic_consume("maybe", on_order, auto_ack=automatic)  # ok: not known here
    channel.start_consuming()


def drain() -> None:
    channel = pika.BlockingConnection().channel()
    _, _, body = channel.basic_get("orders", auto_ack=True)  # expect: auto-ack "`store`"
    store(json.loads(body))


class Replies:
    def __init__(self) -> None:
        self.answer: bytes | None = None
        self.channel = pika.BlockingConnection().channel()
        self.channel.basic_consume("amq.rabbitmq.reply-to", self.on_reply, auto_ack=True)  # ok: keeps the answer only

    def on_reply(self, ch, method, properties, body):
        self.answer = body
