from shop.queue import Job, Queue


class Worker:
    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    async def handle(self, job: Job) -> None:
        try:
            await job.run()
        except Exception:  # ok: no handler of cancellations
            await self._queue.give_back(job)
            raise
