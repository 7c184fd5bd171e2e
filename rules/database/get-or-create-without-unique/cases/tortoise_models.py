from tortoise import fields
from tortoise.models import Model


class Chat(Model):
    id = fields.IntField(primary_key=True)
    telegram_id = fields.BigIntField()
    code = fields.CharField(max_length=8, unique=True)


async def chats(telegram_id: int, code: str) -> None:
    await Chat.get_or_create(telegram_id=telegram_id)  # expect: unprotected
    await Chat.get_or_create(code=code)  # ok: unique
