import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session

router = APIRouter()
session_factory = async_sessionmaker()
background: set[asyncio.Task[None]] = set()
pool = ThreadPoolExecutor()


async def get_session():
    async with session_factory() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


async def send_receipt(session: AsyncSession, order_id: int) -> None: ...


async def send_by_id(order_id: int) -> None: ...


def write_log(session: Session, order_id: int) -> None: ...


def audit(request: Request) -> None: ...


@router.post("/after")
async def after_response(order_id: int, tasks: BackgroundTasks, session: SessionDep) -> None:
    tasks.add_task(send_receipt, session, order_id)  # expect: escapes "`session` ends with `after_response`"
    tasks.add_task(send_by_id, order_id)  # ok: an id


@router.post("/request")
async def after_request(tasks: BackgroundTasks, request: Request) -> None:
    tasks.add_task(audit, request)  # expect: escapes "`request`"


@router.post("/kept")
async def kept(order_id: int, session: SessionDep) -> None:
    task = asyncio.create_task(send_receipt(session, order_id))  # expect: escapes "`asyncio.create_task`"
    background.add(task)
    task.add_done_callback(background.discard)


@router.post("/closure")
async def closure(order_id: int, session: SessionDep) -> None:
    async def work() -> None:
        await send_receipt(session, order_id)

    background.add(asyncio.create_task(work()))  # expect: escapes


@router.post("/own")
async def own_session(order_id: int, session: SessionDep) -> None:
    async def work() -> None:
        async with session_factory() as session:
            await send_receipt(session, order_id)

    await session.commit()
    background.add(asyncio.create_task(work()))  # ok: a session of its own


@router.post("/awaited")
async def awaited(order_id: int, session: SessionDep) -> None:
    task = asyncio.create_task(send_receipt(session, order_id))  # ok: awaited below
    await asyncio.sleep(0)
    await task


@router.post("/gathered")
async def gathered(order_id: int, session: SessionDep) -> None:
    jobs = []
    jobs.append(asyncio.create_task(send_receipt(session, order_id)))  # ok: gathered below
    await asyncio.gather(*jobs)


@router.post("/group")
async def grouped(order_id: int, session: SessionDep) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(send_receipt(session, order_id))  # ok: the group waits


@router.post("/thread")
def in_thread(order_id: int, session: Annotated[Session, Depends(get_session)]) -> None:
    Thread(target=write_log, args=(session, order_id)).start()  # expect: escapes
    pool.submit(write_log, session, order_id)  # expect: escapes "`pool.submit`"
    pool.submit(lambda: write_log(session, order_id))  # expect: escapes


@router.post("/joined")
def joined(order_id: int, session: Annotated[Session, Depends(get_session)]) -> None:
    worker = Thread(target=write_log, args=(session, order_id))  # ok: joined below
    worker.start()
    worker.join()
    future = pool.submit(write_log, session, order_id)  # ok: its result is waited for
    future.result()
    with ThreadPoolExecutor() as own:
        own.submit(write_log, session, order_id)  # ok: leaving the block waits


@router.post("/to-thread")
async def to_thread(order_id: int, session: Annotated[Session, Depends(get_session)]) -> None:
    await asyncio.to_thread(write_log, session, order_id)  # ok: awaited


async def in_block(order_id: int) -> None:
    async with session_factory() as session:
        background.add(asyncio.create_task(send_receipt(session, order_id)))  # expect: escapes "`with … as session`"


async def handed_over(order_id: int) -> None:
    session = session_factory()
    background.add(asyncio.create_task(send_receipt(session, order_id)))  # ok: nobody else closes it


async def given_factory(order_id: int, sessions: async_sessionmaker[AsyncSession]) -> None:
    background.add(asyncio.create_task(send_by_id(sessions)))  # ok: a factory
