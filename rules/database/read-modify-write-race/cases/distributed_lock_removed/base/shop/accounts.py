from django.db import models
from redis import Redis

from shop.models import Account


def withdraw(redis: Redis, account_id: int, cents: int) -> None:
    with redis.lock(f"account:{account_id}", timeout=10):
        account = Account.objects.get(pk=account_id)
        if account.balance < cents:
            raise ValueError("not enough")
        Account.objects.filter(pk=account_id).update(balance=account.balance - cents)
