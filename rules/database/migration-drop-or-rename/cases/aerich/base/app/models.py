from tortoise import fields
from tortoise.models import Model


class Chat(Model):
    id = fields.BigIntField(primary_key=True)
    title = fields.TextField()
    note = fields.TextField()
