import asyncio
import threading
from asyncio import run as start

import anyio
import nest_asyncio
from asgiref.sync import async_to_sync, sync_to_async


async def load(key: str) -> str:
    return key


async def direct(key: str) -> str:
    return asyncio.run(load(key))  # expect: nested "asyncio.run"


async def by_alias(key: str) -> str:
    return start(load(key))  # expect: nested


async def on_loop(key: str) -> str:
    loop = asyncio.get_event_loop()
    return loop.run_until_complete(load(key))  # expect: nested "loop.run_until_complete"


async def on_new_loop(key: str) -> str:
    return asyncio.new_event_loop().run_until_complete(load(key))  # expect: nested


async def with_anyio() -> None:
    anyio.run(load, "key")  # expect: nested


async def patched() -> None:
    nest_asyncio.apply()  # expect: nested "nest_asyncio.apply"


async def bridged(key: str) -> str:
    return async_to_sync(load)(key)  # expect: nested


@async_to_sync
async def load_now(key: str) -> str:
    return key


async def bridged_by_decorator(key: str) -> str:
    return load_now(key)  # expect: nested "load_now"


def load_in_view(key: str) -> str:
    return async_to_sync(load)(key)  # ok: a plain function, run in a thread


async def only_made(key: str) -> str:
    blocking_load = async_to_sync(load)  # ok: not called here
    return await sync_to_async(blocking_load)(key)


def helper(key: str) -> str:
    return asyncio.run(load(key))  # ok: reported where an async function calls it


def outer_helper(key: str) -> str:
    return helper(key)


async def through_helpers(key: str) -> str:
    return outer_helper(key)  # expect: reached "`outer_helper` reaches `asyncio.run`"


async def in_thread(key: str) -> str:
    return await asyncio.to_thread(helper, key)  # ok: a thread of its own has no loop


async def in_executor(key: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(None, lambda: helper(key))  # ok: in a thread


def careful(key: str) -> str:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(load(key))
    raise RuntimeError("await load() instead")


async def through_careful(key: str) -> str:
    return careful(key)  # ok: the helper looks for a running loop


def thread_main() -> None:
    asyncio.run(load("main"))


async def starts_thread() -> None:
    threading.Thread(target=thread_main).start()  # ok: the loop runs in the thread


def main() -> None:
    asyncio.run(load("main"))  # ok: no loop is running


async def right(key: str) -> str:
    return await load(key)  # ok: awaited


if __name__ == "__main__":
    asyncio.run(load("main"))  # ok: the program starts here
