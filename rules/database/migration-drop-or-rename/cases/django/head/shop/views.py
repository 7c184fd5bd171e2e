from shop.models import Order


def in_region(region: str) -> int:
    return Order.objects.filter(region__startswith=region).count()


def lines_of(order: Order) -> int:
    return order.lines.count()
