from django.core.cache import cache
from django.db import models, transaction
from django.db.models import F
from django.shortcuts import get_object_or_404


class Account(models.Model):
    balance = models.DecimalField(max_digits=12, decimal_places=2)
    retries = models.IntegerField(default=0)
    note = models.TextField()

    def withdraw(self, amount):
        self.balance -= amount  # expect: lost
        self.save(update_fields=["balance"])

    def withdraw_in_memory(self, amount):
        self.balance -= amount  # ok: nothing here writes it


def pay(account_id, amount):
    account = Account.objects.get(pk=account_id)
    account.balance = account.balance - amount  # expect: lost "when two run at once, one update is lost"
    account.save()


@transaction.atomic
def pay_in_transaction(account_id, amount):
    account = get_object_or_404(Account, pk=account_id)
    account.balance -= amount  # expect: lost
    account.save(update_fields=["balance"])


async def pay_async(account_id, amount):
    account = await Account.objects.aget(pk=account_id)
    account.balance -= amount  # expect: lost
    await account.asave()


def set_all(amount):
    for account in Account.objects.filter(balance__gt=0):
        account.balance -= amount  # expect: lost
        account.save()


def pay_update(account_id, amount):
    account = Account.objects.filter(pk=account_id).first()
    Account.objects.filter(pk=account_id).update(balance=account.balance - amount)  # expect: lost


@transaction.atomic
def pay_locked(account_id, amount):
    account = Account.objects.select_for_update().get(pk=account_id)
    account.balance -= amount  # ok: the row is locked
    account.save()


def pay_expression(account_id, amount):
    account = Account.objects.get(pk=account_id)
    account.balance = F("balance") - amount  # ok: computed by the database
    account.save()


def pay_by_update(account_id, amount):
    Account.objects.filter(pk=account_id).update(balance=F("balance") - amount)  # ok: computed by the database


def pay_under_lock(account_id, amount):
    with cache.lock(f"account:{account_id}"):  # lock of the cache
        account = Account.objects.get(pk=account_id)
        account.note = account.note.strip()  # ok: no arithmetic
        account.save()


def annotate(account_id, note):
    account = Account.objects.get(pk=account_id)
    account.note += f", {note}"  # ok: a text that is put together
    account.save()


def recompute(account_id, lines):
    account = Account.objects.get(pk=account_id)
    account.balance = 0
    for line in lines:
        account.balance += line.total  # ok: starts from a value that was put there above
    account.save()


def locked_accounts():
    return Account.objects.select_for_update()


@transaction.atomic
def pay_through_helper(account_id, amount):
    locked_accounts().filter(pk=account_id).first()
    account = Account.objects.get(pk=account_id)
    account.balance -= amount  # ok: the row is locked by the line before
    account.save()
