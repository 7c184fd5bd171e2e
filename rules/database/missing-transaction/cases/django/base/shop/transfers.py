from django.db import models, transaction


class Account(models.Model):
    balance = models.IntegerField()


@transaction.atomic  # expect-left: guard-removed
def move(source: Account, target: Account) -> None:
    source.save()
    target.save()
