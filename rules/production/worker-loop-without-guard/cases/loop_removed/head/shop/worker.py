from shop.orders import settle_due


class Settler:
    async def run(self) -> None:
        await settle_due()  # ok: one run, started by a scheduler
