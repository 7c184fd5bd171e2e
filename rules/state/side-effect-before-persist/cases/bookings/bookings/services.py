import stripe
from django.core.mail import send_mail
from django.db import transaction

from bookings.models import Booking, Guest, Payment


def charge_now(amount: int) -> str:
    return stripe.Charge.create(amount=amount, currency="eur").id  # ok: stores nothing itself


@transaction.atomic
def extend(guest: Guest, nights: int, amount: int) -> None:
    charge = charge_now(amount)  # expect: found "calls `charge_now`"
    payment = Payment(guest=guest, charge=charge, status="paid")
    payment.save()
    Booking.objects.filter(guest=guest).update(nights=nights)


@transaction.atomic
def extend_pending(guest: Guest, amount: int) -> None:
    payment = Payment.objects.create(guest=guest)
    payment.charge = charge_now(amount)  # gap: the pending row is not committed before the block ends
    payment.save()


def pay_begun(payment_id: int, amount: int) -> None:
    payment = Payment.objects.get(pk=payment_id)
    payment.charge = stripe.Charge.create(amount=amount, currency="eur").id  # ok: the payment was begun before
    payment.save()


def settle(payment: Payment, amount: int) -> None:
    payment.charge = stripe.Charge.create(amount=amount, currency="eur").id  # ok: its caller stored the payment before
    payment.save()


def begin(guest: Guest, amount: int) -> None:
    payment = Payment.objects.create(guest=guest)
    settle(payment, amount)


def note_refusal(guest: Guest, amount: int) -> None:
    try:
        stripe.Charge.create(amount=amount, currency="eur")  # ok: only the refusal is stored here
    except stripe.CardError:
        Payment.objects.create(guest=guest, status="refused")


def remind(guest: Guest) -> None:
    send_mail("Your stay", "Please pay", None, [guest.email])  # ok: no money
    Payment.objects.create(guest=guest, status="reminded")
