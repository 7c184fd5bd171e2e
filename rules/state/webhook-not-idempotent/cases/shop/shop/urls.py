from django.urls import path

from shop import webhooks

urlpatterns = [
    path("webhooks/paypal/", webhooks.paypal_webhook),
    path("webhooks/paypal/flag/", webhooks.paypal_flag_webhook),
    path("webhooks/paypal/entry/", webhooks.paypal_get_or_create_webhook),
    path("webhooks/paypal/status/", webhooks.paypal_status_webhook),
    path("webhooks/paypal/attempts/", webhooks.paypal_attempts_webhook),
]
