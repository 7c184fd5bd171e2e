from django.db import models, transaction


class Account(models.Model):
    balance = models.IntegerField()


def move(source: Account, target: Account) -> None:
    with transaction.atomic():
        source.save()  # ok: a block instead of the decorator
        target.save()
