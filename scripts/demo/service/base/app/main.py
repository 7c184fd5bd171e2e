from fastapi import FastAPI

from app.features.orders.handlers.routes import router as orders_router
from app.features.orders.webhooks.payments import router as payments_router


def create_app() -> FastAPI:
    app = FastAPI(title="Ticket shop")
    app.include_router(orders_router)
    app.include_router(payments_router)
    return app


app = create_app()
