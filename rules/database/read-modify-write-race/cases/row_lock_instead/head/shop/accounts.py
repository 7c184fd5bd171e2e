from django.db import transaction

from shop.models import Account


def withdraw(account_id: int, cents: int) -> None:
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)  # ok: the row is locked instead
        if account.balance < cents:
            raise ValueError("not enough")
        Account.objects.filter(pk=account_id).update(balance=account.balance - cents)
