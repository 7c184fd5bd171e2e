# path: shop/repositories/accounts.py
from django.db import models, transaction


class Account(models.Model):
    name = models.CharField(max_length=10)


class AccountRepository:
    def open(self, name: str) -> Account:
        with transaction.atomic():  # expect: begins "transaction.atomic()"
            return Account.objects.create(name=name)

    def find(self, name: str) -> Account:
        return Account.objects.get(name=name)  # ok: a read
