# practice: present
from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")  # needed: an entry point
def orders() -> list[str]:
    return []


# evidence: a health route
@app.get("/healthz")  # needed: an entry point
def health() -> dict[str, str]:
    return {"status": "ok"}
