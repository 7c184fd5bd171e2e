from django.db import models


class Order(models.Model):
    paid = models.BooleanField(default=False)


async def count_orders() -> int:
    return Order.objects.filter(paid=True).count()  # expect: blocking "count"


async def count_orders_async() -> int:
    return await Order.objects.filter(paid=True).acount()  # ok: async method


async def build_query():
    return Order.objects.filter(paid=True)  # ok: nothing is read yet


async def save(order: Order) -> None:
    order.save()  # expect: blocking
