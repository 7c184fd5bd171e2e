import logging

from celery import Celery

app = Celery("shop")


@app.task
def send_receipt(order_id: int, address: str) -> None:
    logging.info("receipt of %s", order_id)  # ok: nothing is sent any more
