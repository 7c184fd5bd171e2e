from fastapi import FastAPI

from backend.api.users import router  # ok: composition root

app = FastAPI()
app.include_router(router)
