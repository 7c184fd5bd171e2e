from .handlers.http import current_user  # ok: wiring
from .repositories.order_repository import OrderRepository  # ok: wiring

wired = (current_user, OrderRepository)
