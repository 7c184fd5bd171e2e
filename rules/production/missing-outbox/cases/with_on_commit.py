# practice: present
from celery import shared_task
from django.db import models, transaction


class Order(models.Model):
    paid = models.BooleanField(default=False)


@shared_task
def send_receipt(order_id: int) -> None: ...


@shared_task
def count(order_id: int) -> None: ...


# needed: a write and a task
def pay(order: Order) -> None:
    order.save()
    count.delay(order.pk)
    transaction.on_commit(lambda: send_receipt.delay(order.pk))  # evidence: sent after the commit
