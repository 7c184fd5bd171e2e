from fastapi import FastAPI
from redis.asyncio import Redis

app = FastAPI()
redis = Redis()


@app.on_event("shutdown")
async def close_redis() -> None:
    await redis.aclose()
