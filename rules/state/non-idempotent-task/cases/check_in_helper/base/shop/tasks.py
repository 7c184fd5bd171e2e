import smtplib

from celery import Celery
from redis import Redis

app = Celery("shop")
redis = Redis()


@app.task
def send_receipt(order_id: int, address: str) -> None:
    if not redis.set(f"receipt:{order_id}", "1", nx=True, ex=86400):
        return
    with smtplib.SMTP("localhost", timeout=5) as server:
        server.sendmail("shop@example.com", address, "Thank you")
