import pybreaker
import requests

erp = pybreaker.CircuitBreaker(fail_max=5, reset_timeout=30)


def push_order(order_id: int) -> None:
    erp.call(  # ok: still called through the breaker
        requests.post, "https://erp.example.com/orders", json={"id": order_id}, timeout=5
    )
