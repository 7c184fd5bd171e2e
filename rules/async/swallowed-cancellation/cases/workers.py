import asyncio
import contextlib
import logging
from asyncio import CancelledError
from contextlib import suppress

logger = logging.getLogger(__name__)


async def step() -> None: ...


async def cannot_stop() -> None:
    while True:
        try:
            await step()
        except asyncio.CancelledError:  # expect: survives "`except asyncio.CancelledError`"
            logger.info("cancelled")


async def bare() -> None:
    while True:
        try:
            await step()
        except:  # expect: survives "`except`"
            logger.exception("step failed")


async def base_exception() -> None:
    try:
        await step()
    except BaseException:  # expect: continues "`except BaseException`"
        logger.exception("step failed")
    await step()


async def in_tuple() -> None:
    try:
        await step()
    except (CancelledError, OSError):  # expect: continues
        pass
    await step()


async def suppressed() -> None:
    with suppress(asyncio.CancelledError):  # expect: continues "`suppress(asyncio.CancelledError)`"
        await step()
    await step()


async def ends() -> None:
    try:
        while True:
            await step()
    except asyncio.CancelledError:  # expect: hidden
        logger.info("stopped")


async def returns() -> None:
    while True:
        try:
            await step()
        except asyncio.CancelledError:  # expect: hidden
            return


async def left_by_break() -> None:
    while True:
        try:
            await step()
        except asyncio.CancelledError:  # expect: hidden
            break


async def answers() -> str:
    try:
        await step()
    except asyncio.CancelledError:  # expect: hidden
        pass
    return "sent"


async def reads(stream: asyncio.StreamReader) -> None:
    try:
        async with asyncio.timeout(5):
            print(stream)
    except BaseException:  # expect: continues
        logger.exception("failed")
    await step()


async def raised_again() -> None:
    try:
        await step()
    except asyncio.CancelledError:  # ok: raised again
        logger.info("stopping")
        raise


async def raised_before() -> None:
    while True:
        try:
            await step()
        except asyncio.CancelledError:
            raise
        except BaseException:  # ok: the handler above lets the cancellation through
            logger.exception("step failed")


async def only_errors() -> None:
    while True:
        try:
            await step()
        except Exception:  # ok: does not include the cancellation
            logger.exception("step failed")


async def cancelled_here() -> None:
    task = asyncio.create_task(step())
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:  # ok: the cancellation of the task
        pass


async def cancelled_group(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):  # ok: the cancellation of the tasks
        await asyncio.gather(*tasks)


class Poller:
    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    async def stop(self) -> None:
        if self._task is None:
            return
        self._task.cancel()
        with suppress(asyncio.CancelledError):  # ok: the cancellation of the task
            await self._task


async def nothing_waits() -> None:
    try:
        print("no await here")
    except BaseException:  # ok: cancellation arrives at an await only
        logger.exception("failed")


async def cleaned_up() -> None:
    try:
        await step()
    finally:
        with suppress(BaseException):  # ok: cleanup
            await step()


async def handed_on(future: asyncio.Future[None]) -> None:
    try:
        await step()
    except BaseException as error:  # ok: the future carries it
        future.set_exception(error)


async def main() -> None:
    try:
        await step()
    except asyncio.CancelledError:  # ok: the program ends here
        logger.info("interrupted")


def plain() -> None:
    try:
        print("plain")
    except BaseException:  # ok: not async
        pass


if __name__ == "__main__":
    asyncio.run(main())


class Checker:
    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while True:
            try:
                await step()
            except asyncio.CancelledError:  # ok: a task of its own, and nobody waits for its end
                break


class Awaited:
    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def run_now(self) -> None:
        await self._run()

    async def _run(self) -> None:
        while True:
            try:
                await step()
            except asyncio.CancelledError:  # expect: hidden
                break
