from tortoise import fields
from tortoise.models import Model


class Chat(Model):
    id = fields.IntField(primary_key=True)
    telegram_id = fields.BigIntField()  # expect: unprotected "`telegram_id`"
    promo_code = fields.CharField(max_length=8, unique=True)


async def chat(telegram_id: int, code: str) -> None:
    await Chat.get_or_none(telegram_id=telegram_id)
    await Chat.get(promo_code=code)  # ok: unique
