from fastapi import FastAPI
from redis.asyncio import Redis

app = FastAPI()
redis = Redis()  # ok: reported where the clean-up stood
