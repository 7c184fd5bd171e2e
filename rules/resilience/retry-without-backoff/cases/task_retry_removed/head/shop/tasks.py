import requests
from celery import Celery

app = Celery("shop")


@app.task
def push_order(order_id: int) -> None:
    requests.post("https://erp.example.com/orders", json={"id": order_id}, timeout=5)
