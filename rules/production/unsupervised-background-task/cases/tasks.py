import asyncio
import threading
from contextlib import asynccontextmanager

import stripe
from fastapi import BackgroundTasks, FastAPI
from sqlalchemy.orm import Session


async def refresh() -> None:
    while True:
        await asyncio.sleep(60)


async def once() -> None:
    await asyncio.sleep(1)


@asynccontextmanager
async def lifespan(app: FastAPI):
    task = asyncio.create_task(refresh())  # ok: cancelled below
    forgotten = asyncio.create_task(refresh())  # expect: never-stopped "`refresh`"
    short = asyncio.create_task(once())  # ok: it ends by itself
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class Started:
    async def start(self) -> None:
        self._task = asyncio.create_task(refresh())  # expect: never-stopped
        self._other = asyncio.create_task(refresh())  # ok: cancelled in stop

    async def stop(self) -> None:
        self._other.cancel()


class Base:
    async def start(self) -> None:
        self._task = asyncio.create_task(refresh())  # ok: a subclass may stop it


class Derived(Base):
    async def stop(self) -> None:
        self._task.cancel()


async def handed_on(registry: set) -> None:
    task = asyncio.create_task(refresh())  # ok: somebody else has it now
    registry.add(task)


def returned() -> asyncio.Task:
    task = asyncio.create_task(refresh())  # ok: the caller has it now
    return task


async def in_group() -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(refresh())  # ok: the group waits for it


class Writer:
    def __init__(self, session: Session) -> None:
        self.session = session

    def start(self) -> None:
        threading.Thread(target=self.run, daemon=True).start()  # expect: daemon "`run`"
        threading.Thread(target=self.run).start()  # ok: the process waits for it
        threading.Thread(target=self.idle, daemon=True).start()  # ok: nothing is written

    def run(self) -> None:
        while True:
            self.session.commit()

    def idle(self) -> None:
        while True:
            print("tick")


app = FastAPI(lifespan=lifespan)


def capture(order: str) -> None:
    stripe.PaymentIntent.create(amount=1, currency="eur", metadata={"order": order})


def say(order: str) -> None:
    print(order)


@app.post("/orders/{order}/pay")
def pay(order: str, background: BackgroundTasks) -> dict:
    background.add_task(capture, order)  # expect: lost "a restart loses a payment"
    background.add_task(say, order)  # ok: nothing is lost
    return {}
