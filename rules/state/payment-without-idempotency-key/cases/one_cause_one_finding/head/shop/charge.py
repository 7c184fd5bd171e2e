import stripe


def charge(order_id: str, cents: int) -> None:
    stripe.PaymentIntent.create(amount=cents, currency="eur", confirm=True)  # expect: missing
