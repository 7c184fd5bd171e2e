import uuid

import stripe
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views import View


class Order(models.Model):
    amount = models.IntegerField()
    customer = models.CharField(max_length=64)
    charge = models.CharField(max_length=64)
    payment_key = models.UUIDField(default=uuid.uuid4, unique=True)


def pay(request: HttpRequest, order_id: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=order_id)
    # expect: missing "`stripe.PaymentIntent.create` moves money"
    intent = stripe.PaymentIntent.create(amount=order.amount, currency="eur", customer=order.customer, confirm=True)
    return JsonResponse({"status": intent.status})


class RefundView(View):
    def post(self, request: HttpRequest, order_id: int) -> HttpResponse:
        order = get_object_or_404(Order, pk=order_id)
        stripe.Refund.create(charge=order.charge)  # expect: missing "second refund"
        return HttpResponse(status=204)


def pay_again(request: HttpRequest, order_id: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=order_id)
    key = str(uuid.uuid4())
    stripe.Charge.create(amount=order.amount, currency="eur", idempotency_key=key)  # expect: fresh
    return HttpResponse(status=204)


def pay_once(request: HttpRequest, order_id: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=order_id)
    # ok: the order tells one attempt from another
    stripe.Charge.create(amount=order.amount, currency="eur", idempotency_key=f"order:{order.pk}:charge")
    return HttpResponse(status=204)


def pay_by_column(request: HttpRequest, order_id: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=order_id)
    # ok: the key was stored with the row
    stripe.Charge.create(amount=order.amount, currency="eur", idempotency_key=str(order.payment_key))
    return HttpResponse(status=204)


def pay_with_header(request: HttpRequest, order_id: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=order_id)
    # ok: the client repeats its own key
    stripe.Charge.create(amount=order.amount, currency="eur", idempotency_key=request.headers["Idempotency-Key"])
    return HttpResponse(status=204)


def pay_stored(request: HttpRequest, order_id: int) -> HttpResponse:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        key = uuid.uuid4()
        order.payment_key = key
        order.save(update_fields=["payment_key"])
    stripe.Charge.create(amount=order.amount, currency="eur", idempotency_key=str(key))  # ok: stored before
    return HttpResponse(status=204)


def show(request: HttpRequest, order_id: int) -> HttpResponse:
    order = get_object_or_404(Order, pk=order_id)
    charge = stripe.Charge.retrieve(order.charge)  # ok: reads
    return JsonResponse({"status": charge.status})


urlpatterns = [
    path("orders/<int:order_id>/pay/", pay),
    path("orders/<int:order_id>/refund/", RefundView.as_view()),
    path("orders/<int:order_id>/pay-again/", pay_again),
    path("orders/<int:order_id>/pay-once/", pay_once),
    path("orders/<int:order_id>/pay-by-column/", pay_by_column),
    path("orders/<int:order_id>/pay-with-header/", pay_with_header),
    path("orders/<int:order_id>/pay-stored/", pay_stored),
    path("orders/<int:order_id>/", show),
]
