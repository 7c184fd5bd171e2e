import json

import stripe
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from bookings import services
from bookings.models import Booking, Guest, Payment


@require_POST
@login_required
def book(request: HttpRequest) -> JsonResponse:
    body = json.loads(request.body)
    guest = Guest.objects.get(email=body["email"])
    # expect: found "the first thing kept of it is `Payment.objects.create`"
    charge = stripe.Charge.create(amount=body["amount"], currency="eur", receipt_email=guest.email)
    with transaction.atomic():
        Payment.objects.create(guest=guest, charge=charge.id, status="paid")
        Booking.objects.create(guest=guest, nights=body["nights"])
    return JsonResponse({"charge": charge.id})


@require_POST
@login_required
def book_pending(request: HttpRequest) -> JsonResponse:
    body = json.loads(request.body)
    guest = Guest.objects.get(email=body["email"])
    payment = Payment.objects.create(guest=guest)
    charge = stripe.Charge.create(amount=body["amount"], currency="eur")  # ok: stored as pending before
    payment.charge = charge.id
    payment.save(update_fields=["charge"])
    return JsonResponse({"charge": charge.id})


@require_POST
@login_required
def book_hooked(request: HttpRequest) -> JsonResponse:
    body = json.loads(request.body)
    with transaction.atomic():
        transaction.on_commit(lambda: services.charge_now(body["amount"]))  # ok: runs when the rows below are committed
        guest = Guest.objects.get(email=body["email"])
        Payment.objects.create(guest=guest)
    return JsonResponse({})


@require_POST
@login_required
def book_keyed(request: HttpRequest) -> JsonResponse:
    body = json.loads(request.body)
    guest = Guest.objects.get(email=body["email"])
    # ok: another attempt gets the same charge
    charge = stripe.Charge.create(amount=body["amount"], currency="eur", idempotency_key=body["key"])
    Payment.objects.create(guest=guest, charge=charge.id, status="paid")
    return JsonResponse({"charge": charge.id})
