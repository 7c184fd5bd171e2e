from tortoise import BaseDBAsyncClient


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """ALTER TABLE "chat" ADD "region" VARCHAR(8) NOT NULL;"""  # ok: the first one
