from django.db import models

from shop.models import Account


def withdraw(account_id: int, cents: int) -> None:
    account = Account.objects.get(pk=account_id)
    if account.balance < cents:
        raise ValueError("not enough")
    Account.objects.filter(pk=account_id).update(balance=account.balance - cents)  # expect: lost
