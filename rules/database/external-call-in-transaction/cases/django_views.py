import requests
from django.core.mail import send_mail
from django.db import models, transaction


class Order(models.Model):
    status = models.CharField(max_length=8)


def charge(order: Order) -> None:
    requests.post("https://pay.example", json={"order": order.pk}, timeout=5)


def pay(order_id: int) -> None:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        charge(order)  # expect: held "`charge` waits for the network while the transaction of `atomic` is open."
        order.save()


@transaction.atomic
def cancel(order_id: int) -> None:
    order = Order.objects.get(pk=order_id)
    order.delete()
    send_mail("Cancelled", "…", "shop@example.org", ["a@example.org"])  # expect: held "`@atomic`"
    requests.post("https://audit.example", timeout=5)  # ok: listed with the first one


def nested(order_id: int) -> None:
    with transaction.atomic():
        with transaction.atomic():
            Order.objects.filter(pk=order_id).update(status="paid")
        requests.post("https://pay.example", timeout=5)  # expect: held


def after(order_id: int) -> None:
    with transaction.atomic():
        order = Order.objects.get(pk=order_id)
        order.save()
    charge(order)  # ok: after the block


def on_commit(order_id: int) -> None:
    with transaction.atomic():
        order = Order.objects.get(pk=order_id)
        order.save()
        transaction.on_commit(lambda: charge(order))  # ok: runs after the commit


def no_database() -> None:
    with transaction.atomic():
        requests.post("https://pay.example", timeout=5)  # ok: nothing here works with the database
