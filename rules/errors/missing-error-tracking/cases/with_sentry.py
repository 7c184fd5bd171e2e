# practice: present
import sentry_sdk  # evidence: an error tracker
from fastapi import FastAPI

sentry_sdk.init(dsn="dsn")
app = FastAPI()


@app.get("/orders")  # needed: an entry point
def orders() -> list[str]:
    return []
