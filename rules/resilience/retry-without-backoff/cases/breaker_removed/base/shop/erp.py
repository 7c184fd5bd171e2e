import pybreaker
import requests

erp = pybreaker.CircuitBreaker(fail_max=5, reset_timeout=30)


@erp  # expect-left: guard-removed-breaker "the breaker"
def push_order(order_id: int) -> None:
    requests.post("https://erp.example.com/orders", json={"id": order_id}, timeout=5)
