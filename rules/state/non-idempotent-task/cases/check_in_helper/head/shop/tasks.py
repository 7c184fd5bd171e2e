import smtplib

from celery import Celery
from redis import Redis

app = Celery("shop")
redis = Redis()



def first_time(order_id: int) -> bool:
    return bool(redis.set(f"receipt:{order_id}", "1", nx=True, ex=86400))


@app.task
def send_receipt(order_id: int, address: str) -> None:
    if not first_time(order_id):  # ok: looked up in there
        return
    with smtplib.SMTP("localhost", timeout=5) as server:
        server.sendmail("shop@example.com", address, "Thank you")
