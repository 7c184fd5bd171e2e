from celery import shared_task
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path


class Order(models.Model):
    number = models.CharField(max_length=20)


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


def place(request: HttpRequest) -> HttpResponse:
    order = Order.objects.create(number="1")
    OrderLine.objects.create(order=order)  # ok: every request is a transaction
    return HttpResponse()


@shared_task
def place_later() -> None:
    order = Order.objects.create(number="1")
    OrderLine.objects.create(order=order)  # expect: apart


urlpatterns = [path("orders/", place)]
