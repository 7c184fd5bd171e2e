from tortoise import BaseDBAsyncClient


async def upgrade(db: BaseDBAsyncClient) -> str:
    # expect: column-running "takes `note` away from `chat` in the same change"
    return """ALTER TABLE "chat" DROP COLUMN "note"; ALTER TABLE "chat" DROP COLUMN "forgotten";"""


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """ALTER TABLE "chat" DROP COLUMN "title";"""  # ok: the way back
