# path: shop/events.py
import requests
from faststream.rabbit import RabbitBroker
from faststream.rabbit import RabbitMessage
from kombu import Connection, Consumer, Queue
from kombu.message import Message
from nats.aio.msg import Msg
from sqlalchemy.orm import Session

broker = RabbitBroker("amqp://bus")


@broker.subscriber("orders")
async def early(order: dict, msg: RabbitMessage) -> None:
    await msg.ack()  # expect: ack-first
    requests.post("https://shipping.example/orders", json=order, timeout=5)


@broker.subscriber("payments", no_ack=True)
async def by_hand(payment: dict, msg: RabbitMessage) -> None:
    requests.post("https://ledger.example/payments", json=payment, timeout=5)
    await msg.ack()  # ok: after the work


class Worker:
    def __init__(self, session: Session) -> None:
        self.session = session

    def on_message(self, body: dict, message: Message) -> None:
        message.ack()  # expect: ack-first "`self.session.add`"
        self.session.add(body)
        self.session.commit()

    def on_stored(self, body: dict, message: Message) -> None:
        self.session.commit()
        message.ack()  # ok: after the commit

    def notify(self, body: dict, message: Message) -> None:
        requests.post("https://hooks.example", json=body, timeout=5)


def consume(connection: Connection, worker: Worker) -> None:
    with Consumer(connection, [Queue("a")], callbacks=[worker.on_stored]):  # ok: acknowledges itself
        connection.drain_events()
    with Consumer(connection, [Queue("b")], on_message=worker.notify, no_ack=True):  # expect: auto-ack
        connection.drain_events()


async def on_nats(msg: Msg) -> None:
    await msg.ack()  # expect: ack-first
    requests.post("https://shipping.example/orders", data=msg.data, timeout=5)
