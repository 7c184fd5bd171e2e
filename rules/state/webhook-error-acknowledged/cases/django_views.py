import json
import logging

import stripe
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError, JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

logger = logging.getLogger(__name__)


class Order(models.Model):
    paid = models.BooleanField(default=False)


class InboxEvent(models.Model):
    provider_id = models.CharField(max_length=64, unique=True)
    body = models.JSONField()


def mark_paid(order_id: int) -> None:
    Order.objects.filter(pk=order_id).update(paid=True)


@csrf_exempt
@require_POST
def returned_webhook(request: HttpRequest) -> HttpResponse:
    data = json.loads(request.body)
    try:
        mark_paid(data["order"])
    except Exception:  # expect: acknowledged "every error of `mark_paid`"
        logger.exception("failed")
        return JsonResponse({"received": True})
    return JsonResponse({"received": True})


@csrf_exempt
@require_POST
def fallen_webhook(request: HttpRequest) -> HttpResponse:
    data = json.loads(request.body)
    try:
        order = Order.objects.get(pk=data["order"])
        order.paid = True
        order.save(update_fields=["paid"])
    except Exception:  # expect: acknowledged "`order.save`"
        logger.exception("failed")
    return HttpResponse(status=200)


@method_decorator(csrf_exempt, name="dispatch")
class StripeWebhookView(View):
    def post(self, request: HttpRequest) -> HttpResponse:
        data = json.loads(request.body)
        try:
            mark_paid(data["order"])
        except Exception:  # expect: acknowledged
            logger.exception("failed")
        return HttpResponse("ok")


@csrf_exempt
def refused_webhook(request: HttpRequest) -> HttpResponse:
    data = json.loads(request.body)
    try:
        mark_paid(data["order"])
    except Exception:  # ok: answers with an error
        logger.exception("failed")
        return HttpResponseServerError()
    return HttpResponse()


@csrf_exempt
def refused_by_status_webhook(request: HttpRequest) -> HttpResponse:
    data = json.loads(request.body)
    try:
        mark_paid(data["order"])
    except Exception:  # ok: answers with an error
        return JsonResponse({"received": False}, status=500)
    return JsonResponse({"received": True})


@csrf_exempt
def raised_webhook(request: HttpRequest) -> HttpResponse:
    data = json.loads(request.body)
    try:
        mark_paid(data["order"])
    except Exception:  # ok: raises
        logger.exception("failed")
        raise
    return HttpResponse()


@csrf_exempt
def signed_webhook(request: HttpRequest) -> HttpResponse:
    try:
        event = stripe.Webhook.construct_event(request.body, request.headers["Stripe-Signature"], "secret")
    except Exception:  # ok: what is not signed is no event
        return HttpResponseBadRequest()
    mark_paid(event["order"])
    return HttpResponse()


@csrf_exempt
def duplicate_webhook(request: HttpRequest) -> HttpResponse:
    data = json.loads(request.body)
    try:
        InboxEvent.objects.create(provider_id=data["id"], body=data)
    except IntegrityError:  # ok: it was stored the first time
        return HttpResponse()
    return HttpResponse()


@csrf_exempt
def inbox_webhook(request: HttpRequest) -> HttpResponse:
    data = json.loads(request.body)
    InboxEvent.objects.get_or_create(provider_id=data["id"], defaults={"body": data})
    try:
        mark_paid(data["order"])
    except Exception:  # ok: the event is stored before
        logger.exception("failed")
    return HttpResponse()


@csrf_exempt
def dead_letter_webhook(request: HttpRequest) -> HttpResponse:
    data = json.loads(request.body)
    try:
        mark_paid(data["order"])
    except Exception:  # ok: the event is kept
        InboxEvent.objects.create(provider_id=data["id"], body=data)
    return HttpResponse()


def save_order(request: HttpRequest) -> HttpResponse:
    try:
        mark_paid(int(request.POST["order"]))
    except Exception:  # ok: a form, nobody delivers it again
        logger.exception("failed")
    return HttpResponse()


urlpatterns = [
    path("webhooks/stripe/returned/", returned_webhook),
    path("webhooks/stripe/fallen/", fallen_webhook),
    path("webhooks/stripe/view/", StripeWebhookView.as_view()),
    path("webhooks/stripe/refused/", refused_webhook),
    path("webhooks/stripe/refused-by-status/", refused_by_status_webhook),
    path("webhooks/stripe/raised/", raised_webhook),
    path("webhooks/stripe/signed/", signed_webhook),
    path("webhooks/stripe/duplicate/", duplicate_webhook),
    path("webhooks/stripe/inbox/", inbox_webhook),
    path("webhooks/stripe/dead/", dead_letter_webhook),
    path("orders/save/", save_order),
]
