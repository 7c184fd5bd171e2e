from datetime import datetime

from shop.models import Order


def since(start: datetime) -> list[Order]:
    return list(Order.objects.filter(placed__gte=start))
