from decimal import Decimal

import pytest

from app.features.orders.domain.order import Money, Order, OrderError


def test_an_order_is_paid_once() -> None:
    order = Order(id=1, customer_id=7, total=Money(Decimal("24.90"), "EUR"))
    order.mark_paid()
    with pytest.raises(OrderError):
        order.mark_paid()
