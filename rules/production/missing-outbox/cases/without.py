# practice: missing
from celery import shared_task
from django.db import models


class Order(models.Model):
    paid = models.BooleanField(default=False)


@shared_task
def send_receipt(order_id: int) -> None: ...


# needed: a write and a task
def pay(order: Order) -> None:
    order.save()
    send_receipt.delay(order.pk)
