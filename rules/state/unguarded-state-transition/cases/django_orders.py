from django.db import models, transaction
from django.shortcuts import get_object_or_404


class Order(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", "Pending"
        PAID = "paid", "Paid"
        SHIPPED = "shipped", "Shipped"
        CANCELLED = "cancelled", "Cancelled"
        ARCHIVED = "archived", "Archived"

    class Channel(models.TextChoices):
        SHOP = "shop", "Shop"
        PHONE = "phone", "Phone"

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    channel_state = models.CharField(max_length=5, choices=Channel.choices, default=Channel.SHOP)

    def can_be_paid(self) -> bool:
        return self.status == self.Status.PENDING


def pay(order_id: int) -> None:
    order = Order.objects.get(pk=order_id)
    order.status = Order.Status.PAID  # expect: unguarded "sets `order.status` to `Order.Status.PAID`"
    order.save(update_fields=["status"])


def pay_locked(order_id: int) -> None:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        order.status = Order.Status.PAID  # expect: unguarded
        order.save()


def ship_by_update(order_id: int) -> None:
    Order.objects.filter(pk=order_id).update(status=Order.Status.SHIPPED)  # expect: unguarded "`Order.status`"


def cancel_shortcut(order_id: int) -> None:
    order = get_object_or_404(Order, pk=order_id)
    order.status = Order.Status.CANCELLED  # expect: unguarded
    order.save()


def pay_tested(order_id: int) -> None:
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_id)
        if order.status != Order.Status.PENDING:
            raise ValueError("too late")
        order.status = Order.Status.PAID  # ok: tested
        order.save()


def pay_where(order_id: int) -> bool:
    # ok: the database decides
    changed = Order.objects.filter(pk=order_id, status=Order.Status.PENDING).update(status=Order.Status.PAID)
    return changed == 1


def pay_excluded(order_id: int) -> bool:
    # ok: the states that may not change are left out
    changed = (
        Order.objects.filter(pk=order_id)
        .exclude(status__in=[Order.Status.CANCELLED, Order.Status.SHIPPED])
        .update(status=Order.Status.PAID)
    )
    return changed == 1


def pay_next() -> None:
    order = Order.objects.filter(status=Order.Status.PENDING).first()
    order.status = Order.Status.PAID  # ok: chosen by its state
    order.save()


def pay_asked(order_id: int) -> None:
    order = Order.objects.get(pk=order_id)
    if not order.can_be_paid():
        raise ValueError("too late")
    order.status = Order.Status.PAID  # ok: the model is asked
    order.save()


def by_phone(order_id: int) -> None:
    order = Order.objects.get(pk=order_id)
    order.channel_state = Order.Channel.PHONE  # ok: two states
    order.save()


def create() -> None:
    order = Order()
    order.status = Order.Status.PENDING  # ok: a new row
    order.save()


def archive(order_id: int) -> None:
    order = Order.objects.get(pk=order_id)
    order.status = Order.Status.ARCHIVED  # ok: a row in any state may be put away
    order.save()
