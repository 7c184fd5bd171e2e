# path: shop/services/orders.py
import requests
from django.db import models, transaction


class Order(models.Model):
    status = models.CharField(max_length=8)


class Payment(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


class AuditLog(models.Model):
    text = models.CharField(max_length=50)


def place_in_blocks() -> None:
    with transaction.atomic():
        order = Order.objects.create(status="new")
    with transaction.atomic():
        Payment.objects.create(order=order)  # gap: two blocks, each of which commits at its end


def place_by_hand() -> None:
    transaction.set_autocommit(False)
    order = Order.objects.create(status="new")
    transaction.commit()
    Payment.objects.create(order=order)
    transaction.commit()  # expect: twice "`transaction.commit`"


def place_by_hand_once() -> None:
    transaction.set_autocommit(False)
    order = Order.objects.create(status="new")
    Payment.objects.create(order=order)
    transaction.commit()  # ok: the only commit


def charge_by_hand(order: Order) -> None:
    transaction.set_autocommit(False)
    order.status = "charging"
    order.save()
    transaction.commit()
    requests.post("https://pay.example.com/charges", json={"order": order.pk}, timeout=5)
    Payment.objects.create(order=order)
    transaction.commit()  # ok: stored before the call, and after it


def place_by_hand_and_log() -> None:
    transaction.set_autocommit(False)
    Order.objects.create(status="new")
    transaction.commit()
    AuditLog.objects.create(text="placed")
    transaction.commit()  # ok: nobody misses a row of the log


def close_by_hand(order: Order, paid: bool) -> None:
    transaction.set_autocommit(False)
    if paid:
        Payment.objects.create(order=order)
        transaction.commit()
        return
    order.status = "lost"
    order.save()
    transaction.commit()  # ok: the first way has left


@transaction.atomic
def store_order() -> Order:
    return Order.objects.create(status="new")


@transaction.atomic
def store_payment(order: Order) -> None:
    Payment.objects.create(order=order)


def place_through_helpers() -> None:
    order = store_order()
    store_payment(order)  # gap: two decorated functions, each of which commits at its end


def place_once() -> None:
    with transaction.atomic():
        order = Order.objects.create(status="new")
        Payment.objects.create(order=order)  # ok: one block


def place_nested() -> None:
    with transaction.atomic():
        with transaction.atomic():
            order = Order.objects.create(status="new")
        with transaction.atomic():
            Payment.objects.create(order=order)  # ok: savepoints of one transaction


@transaction.atomic
def place_joined() -> None:
    order = store_order()
    store_payment(order)  # ok: the helpers join the transaction of their caller


def charge(order_id: int) -> None:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        order.status = "charging"
        order.save()
    requests.post("https://pay.example.com/charges", json={"order": order_id}, timeout=5)
    with transaction.atomic():
        order.status = "paid"
        order.save()  # ok: stored before the call, and after it


def place_and_log() -> None:
    with transaction.atomic():
        Order.objects.create(status="new")
    with transaction.atomic():
        AuditLog.objects.create(text="placed")  # ok: nobody misses a row of the log


def close(order: Order, paid: bool) -> None:
    if paid:
        with transaction.atomic():
            order.status = "paid"
            order.save()
    else:
        with transaction.atomic():
            order.status = "lost"
            order.save()  # ok: one or the other


def settle_all() -> None:
    for order in Order.objects.all():
        with transaction.atomic():
            order.status = "settled"
            order.save()  # ok: once for each order
