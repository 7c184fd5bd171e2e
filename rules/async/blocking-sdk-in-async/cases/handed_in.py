import stripe


class Cards:
    def __init__(self, stripe) -> None:
        self.stripe = stripe

    async def charge(self, amount: int, key: str) -> None:
        self.stripe.Charge.create(amount=amount, currency="eur", idempotency_key=key)  # expect: blocking "self.stripe.Charge.create"

    async def charge_later(self, amount: int, key: str) -> None:
        await self.stripe.Charge.create(amount=amount, currency="eur", idempotency_key=key)  # ok: awaited, so it is a client of its own

    def charge_now(self, amount: int, key: str) -> None:
        self.stripe.Charge.create(amount=amount, currency="eur", idempotency_key=key)  # ok: not async


def errors() -> tuple[type[Exception], ...]:
    return (stripe.error.CardError,)
