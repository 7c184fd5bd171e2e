from shop.use_cases.pay_order import PayOrder  # ok: handlers call use cases


def as_json(order) -> dict:
    return {"id": order.id, "by": PayOrder.__name__}
