# practice: missing
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")  # needed: an entry point
def orders() -> list[str]:
    return []
