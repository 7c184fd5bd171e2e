from celery import shared_task
from django.db import models, transaction


class Order(models.Model):
    status = models.CharField(max_length=8)


@shared_task
def confirm(order_id: int) -> None:
    print(order_id)


def place() -> None:
    with transaction.atomic():
        order = Order.objects.create(status="new")
        confirm.delay(order.pk)  # expect: early "`Order.objects.create`"


@transaction.atomic
def cancel(order_id: int) -> None:
    order = Order.objects.get(pk=order_id)
    order.delete()
    confirm.apply_async(args=[order_id])  # expect: early


def on_commit() -> None:
    with transaction.atomic():
        order = Order.objects.create(status="new")
        transaction.on_commit(lambda: confirm.delay(order.pk))  # ok: runs after the commit


def celery_on_commit() -> None:
    with transaction.atomic():
        order = Order.objects.create(status="new")
        confirm.delay_on_commit(order.pk)  # ok: runs after the commit


def after() -> None:
    with transaction.atomic():
        order = Order.objects.create(status="new")
    confirm.delay(order.pk)  # ok: after the block


def autocommit() -> None:
    order = Order.objects.create(status="new")
    confirm.delay(order.pk)  # ok: every statement commits by itself


def whole_row(order_id: int) -> None:
    order = Order.objects.get(pk=order_id)
    confirm.delay(order)  # expect: object "`order`"


def resend(order_id: int) -> None:
    confirm.delay(order_id)


@transaction.atomic
def place_and_tell(number: str) -> None:
    order = Order.objects.create(status=number)
    resend(order.pk)  # ok: told at the dispatch that stands here
    confirm.delay(order.pk)  # expect: early
