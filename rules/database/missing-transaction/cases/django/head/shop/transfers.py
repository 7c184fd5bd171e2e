from django.db import models


class Account(models.Model):
    balance = models.IntegerField()


def move(source: Account, target: Account) -> None:
    source.save()
    target.save()
