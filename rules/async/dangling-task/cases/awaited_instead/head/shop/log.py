import asyncio
import logging


def log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        logging.error("task failed", exc_info=task.exception())
