from tortoise import BaseDBAsyncClient


async def upgrade(db: BaseDBAsyncClient) -> str:
    # expect: added "`kind` is added to `chat`"
    return """
        ALTER TABLE "chat" ADD "kind" VARCHAR(8) NOT NULL;
        ALTER TABLE "chat" ADD "lane" INT NOT NULL DEFAULT 0;
        ALTER TABLE "chat" ADD "note" TEXT;"""
