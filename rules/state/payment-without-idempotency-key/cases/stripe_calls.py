import uuid

import stripe
from stripe import PaymentIntent


def charge(amount: int, customer: str) -> None:
    stripe.Charge.create(amount=amount, currency="eur", customer=customer)  # expect: missing "second charge"


def refund(charge_id: str) -> None:
    stripe.Refund.create(charge=charge_id)  # expect: missing "second refund"


async def pay_later(amount: int) -> None:
    await PaymentIntent.create_async(amount=amount, currency="eur", confirm=True)  # expect: missing "PaymentIntent.create_async"


def subscribe(customer: str, price: str) -> None:
    stripe.Subscription.create(customer=customer, items=[{"price": price}])  # expect: missing "second subscription"


def checkout(price: str) -> stripe.checkout.Session:
    return stripe.checkout.Session.create(line_items=[{"price": price}])  # expect: session


def keyed(order_id: int, amount: int) -> None:
    stripe.Charge.create(amount=amount, currency="eur", idempotency_key=f"order:{order_id}")  # ok: a key


def keyed_none(amount: int) -> None:
    stripe.Charge.create(amount=amount, currency="eur", idempotency_key=None)  # expect: missing


def hidden(params: dict) -> None:
    stripe.Charge.create(**params)  # ok: the key may be among them


def fresh(amount: int) -> None:
    stripe.Charge.create(amount=amount, idempotency_key=str(uuid.uuid4()))  # expect: fresh


def fresh_by_name(amount: int) -> None:
    key = str(uuid.uuid4())
    stripe.Charge.create(amount=amount, idempotency_key=key)  # expect: fresh


def kept(order: "Order", amount: int) -> None:
    key = str(uuid.uuid4())
    order.payment_key = key
    stripe.Charge.create(amount=amount, idempotency_key=key)  # ok: stored before


def open_intent(order_id: int, amount: int) -> str:
    # The customer confirms it in the browser: nothing is charged here.
    # expect: session "opens a payment"
    intent = stripe.PaymentIntent.create(amount=amount, currency="eur", metadata={"order_id": order_id})
    return intent.client_secret


def open_for_later(amount: int) -> None:
    stripe.PaymentIntent.create(amount=amount, currency="eur", confirm=False)  # expect: session


def confirm_perhaps(amount: int, now: bool) -> None:
    stripe.PaymentIntent.create(amount=amount, currency="eur", confirm=now)  # expect: missing


def capture(intent: str) -> None:
    stripe.PaymentIntent.capture(intent)  # ok: acts on a payment that exists


def look(intent: str) -> None:
    stripe.PaymentIntent.retrieve(intent)  # ok: reads


class Billing:
    def __init__(self) -> None:
        self.client = stripe.StripeClient("sk")

    def pay(self, amount: int) -> None:
        self.client.payment_intents.create({"amount": amount, "confirm": True})  # expect: missing

    def open(self, amount: int) -> None:
        self.client.payment_intents.create({"amount": amount})  # expect: session

    def pay_built(self, params: dict) -> None:
        self.client.payment_intents.create(params)  # expect: missing

    def pay_once(self, amount: int, order_id: int) -> None:
        self.client.payment_intents.create(
            {"amount": amount}, options={"idempotency_key": f"order:{order_id}"}
        )  # ok: a key among the options

    def pay_elsewhere(self, amount: int, account: str) -> None:
        # expect: missing
        self.client.payment_intents.create({"amount": amount, **self.rest}, options={"stripe_account": account})

    def pay_with(self, amount: int, options: dict) -> None:
        self.client.payment_intents.create({"amount": amount}, options)  # ok: the options are built elsewhere


class Unknown:
    def charge(self, amount: int) -> None:
        self.stripe.Charge.create(amount=amount)  # expect: missing

    def other(self, amount: int) -> None:
        self.shop.Charge.create(amount=amount)  # ok: nobody's words
