# practice: present
from slowapi import Limiter  # evidence: a limiter
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")  # needed: an entry point
def orders() -> list[str]:
    return []
