from fastapi import FastAPI

from api.routes.orders import router

app = FastAPI()
app.include_router(router)
