from tortoise import fields
from tortoise.models import Model


class Chat(Model):
    id = fields.BigIntField(primary_key=True)
    title = fields.TextField(default="x")  # ok: a default in Python
    note = fields.TextField()
    lane = fields.IntField()  # expect: changed "`Chat` adds lane"
