# practice: missing
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")  # needed: an entry point
def orders() -> list[str]:
    return []


@app.get("/payments/status")  # needed: the state of a payment is no health
def payment_status() -> str:
    return "paid"
