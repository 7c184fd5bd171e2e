import json

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from shop.models import Attempt, LedgerEntry, Order


@require_POST
def paypal_webhook(request: HttpRequest) -> HttpResponse:
    event = json.loads(request.body)
    order = Order.objects.get(number=event["number"])
    LedgerEntry.objects.create(order=order, amount=event["amount"])  # expect: repeats "inserts `LedgerEntry`"
    return HttpResponse(status=200)


@require_POST
def paypal_flag_webhook(request: HttpRequest) -> HttpResponse:
    event = json.loads(request.body)
    order = Order.objects.select_for_update().get(number=event["number"])
    if order.paid:
        return HttpResponse(status=200)
    LedgerEntry.objects.create(order=order, amount=event["amount"])  # ok: the stored flag is tested
    return HttpResponse(status=200)


@require_POST
def paypal_get_or_create_webhook(request: HttpRequest) -> HttpResponse:
    event = json.loads(request.body)
    order = Order.objects.get(number=event["number"])
    LedgerEntry.objects.get_or_create(order=order, amount=event["amount"])  # ok: looks before it creates
    return HttpResponse(status=200)


@require_POST
def paypal_status_webhook(request: HttpRequest) -> HttpResponse:
    event = json.loads(request.body)
    Order.objects.filter(number=event["number"]).update(status="paid")  # ok: overwrites
    return HttpResponse(status=200)


@require_POST
def paypal_attempts_webhook(request: HttpRequest) -> HttpResponse:
    event = json.loads(request.body)
    Attempt.objects.filter(order__number=event["number"]).update(
        retry_count=F("retry_count") + 1  # ok: another attempt is meant to count
    )
    return HttpResponse(status=200)
