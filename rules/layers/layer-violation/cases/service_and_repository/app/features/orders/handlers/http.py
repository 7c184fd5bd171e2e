from ..services.order_service import OrderService  # ok: handlers call services


def current_user() -> str:
    return OrderService.__name__
