from tortoise import BaseDBAsyncClient


async def upgrade(db: BaseDBAsyncClient) -> str:
    return """CREATE TABLE IF NOT EXISTS "chat" ("id" BIGINT PRIMARY KEY, "title" TEXT, "note" TEXT);"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """DROP TABLE chat;"""
