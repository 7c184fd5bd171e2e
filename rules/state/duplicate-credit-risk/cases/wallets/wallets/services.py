from datetime import timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from wallets.models import Payment, Wallet


def apply_payment(wallet: Wallet, amount: Decimal) -> None:
    wallet.balance += amount  # ok: its caller looks first
    wallet.save(update_fields=["balance"])


@transaction.atomic
def confirm_payment(owner: str, amount: Decimal) -> None:
    wallet = Wallet.objects.select_for_update().get(owner=owner)
    wallet.balance += amount  # expect: found "credits `wallet.balance`"
    wallet.save(update_fields=["balance"])


def subscription_paid(owner: str, days: int) -> None:
    wallet = Wallet.objects.get(owner=owner)
    wallet.paid_until = wallet.paid_until + timedelta(days=days)  # expect: found
    wallet.save()


def payment_received(owner: str, amount: Decimal) -> None:
    transaction.on_commit(lambda: confirm_later(owner, amount))  # gap: what the hook credits is not followed


def confirm_later(owner: str, amount: Decimal) -> None:
    Wallet.objects.filter(owner=owner).update(balance=F("balance") + amount)


@transaction.atomic
def complete_payment(owner: str, charge_id: str, amount: Decimal) -> None:
    payment, created = Payment.objects.get_or_create(
        charge_id=charge_id, defaults={"wallet": Wallet.objects.get(owner=owner)}
    )
    if not created:
        return
    Wallet.objects.filter(pk=payment.wallet_id).update(balance=F("balance") + amount)  # ok: created once


def handle_payment(owner: str, charge_id: str, amount: Decimal) -> None:
    wallet = Wallet.objects.get(owner=owner)
    try:
        with transaction.atomic():
            Payment.objects.create(charge_id=charge_id, wallet=wallet)
            Wallet.objects.filter(pk=wallet.pk).update(balance=F("balance") + amount)  # ok: a second insert fails
    except IntegrityError:
        return


@transaction.atomic
def process_payment(charge_id: str, amount: Decimal) -> None:
    payment = Payment.objects.select_for_update().get(charge_id=charge_id)
    if payment.status == "paid":
        return
    payment.status = "paid"
    payment.save(update_fields=["status"])
    Wallet.objects.filter(pk=payment.wallet_id).update(balance=F("balance") + amount)  # ok: the state is tested


def finalize_payment(charge_id: str, amount: Decimal) -> None:
    with transaction.atomic():
        won = Payment.objects.filter(charge_id=charge_id, status="pending").update(status="paid")
        if won:
            Wallet.objects.filter(payment__charge_id=charge_id).update(
                balance=F("balance") + amount  # ok: only who closes the payment credits it
            )


def on_payment(owner: str, amount: Decimal) -> None:
    Wallet.objects.filter(owner=owner).update(balance=F("balance") - amount)  # ok: no credit


def apply_charge(owner: str) -> None:
    Wallet.objects.filter(owner=owner).update(visits=F("visits") + 1)  # ok: no credit


def accept_payment(owner: str) -> None:
    Wallet.objects.filter(owner=owner).update(paid_until=timezone.now() + timedelta(days=30))  # ok: overwrites


def deposit_received(owner: str, amount: Decimal) -> None:
    # expect: found @5 "credits `Wallet.balance`"
    Wallet.objects.filter(owner=owner).update(held=F("held") - amount, balance=F("balance") + amount)
