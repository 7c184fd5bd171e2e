from abc import ABC, abstractmethod
from dataclasses import dataclass

import stripe


@dataclass(frozen=True)
class Money:
    amount: int
    currency: str


@dataclass
class ChargeRequest:
    amount: Money
    idempotency_key: str


class PaymentGatewayPort(ABC):
    @abstractmethod
    async def charge(self, amount: Money, customer: str) -> str: ...

    @abstractmethod
    async def refund(self, payment_id: str) -> str: ...

    @abstractmethod
    async def transfer(self, request: ChargeRequest) -> str: ...

    @abstractmethod
    async def payout(self, amount: Money, idempotency_key: str | None = None) -> str: ...


class CardGateway:
    def charge(self, amount: int, customer: str) -> None:
        stripe.Charge.create(amount=amount, customer=customer, idempotency_key=self.next_key())  # ok: a key

    def next_key(self) -> str:
        return "stored"


class PhoneCharger:
    def charge(self, amount: int) -> None: ...


class Orders:
    def __init__(self, payments: PaymentGatewayPort, cards: CardGateway, phone: PhoneCharger) -> None:
        self.payments = payments
        self.cards = cards
        self.phone = phone

    async def place(self, total: Money, customer: str) -> None:
        await self.payments.charge(amount=total, customer=customer)  # expect: no-key-in-gateway "`self.payments.charge`"

    async def undo(self, payment_id: str) -> None:
        await self.payments.refund(payment_id)  # ok: the payment tells it apart

    async def move(self, request: ChargeRequest) -> None:
        await self.payments.transfer(request)  # ok: the request may carry a key

    async def pay_out(self, amount: Money) -> None:
        await self.payments.payout(amount)  # expect: no-key-in-gateway

    async def pay_out_once(self, amount: Money, order: int) -> None:
        await self.payments.payout(amount, idempotency_key=f"payout:{order}")  # ok: a key

    def by_card(self, amount: int, customer: str) -> None:
        self.cards.charge(amount, customer)  # ok: the implementation makes a key

    def battery(self) -> None:
        self.phone.charge(80)  # ok: no payment
