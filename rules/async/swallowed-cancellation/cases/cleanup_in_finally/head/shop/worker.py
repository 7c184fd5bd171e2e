from shop.queue import Job, Queue


class Worker:
    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    async def handle(self, job: Job) -> None:
        try:
            await job.run()
        finally:
            await self._queue.give_back(job)  # ok: runs when cancelled, too
