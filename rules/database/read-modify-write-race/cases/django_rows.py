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


class Bucket(models.Model):
    tokens = models.FloatField(default=1.0)


class MailThrottle(models.Model):
    tokens = models.FloatField(default=1.0)


def allowed(pk):
    bucket = Bucket.objects.get(pk=pk)
    bucket.tokens -= 0.1  # ok: the comment below says that two at once may differ a little
    # Two at the same time overwrite each other's value,
    # which is accepted: the limit is approximate anyway.
    bucket.save()


def mailed(pk):
    throttle = MailThrottle.objects.get(pk=pk)
    throttle.tokens -= 0.1  # expect: lost
    throttle.save()


class ImportJob(models.Model):
    rows = models.IntegerField(default=0)
    batches = models.IntegerField(default=0)
    done = models.IntegerField(default=0)

    def add_batch(self, rows):
        self.rows += rows  # ok: the row of this run, which nobody else writes
        self.save(update_fields=["rows"])


def batch_done(job: ImportJob, rows):
    job.rows = job.rows + rows  # ok: the row of this run was handed in
    job.batches += 1  # ok: likewise
    job.save()


def part_done(job_id):
    job = ImportJob.objects.get(pk=job_id)
    job.done += 1  # expect: lost
    job.save(update_fields=["done"])


class Post(models.Model):
    dislikes = models.IntegerField(default=0)
    total_weight = models.IntegerField(default=0)
    score = models.IntegerField(default=0)


def weigh(pk, weight):
    post = Post.objects.get(pk=pk)
    post.total_weight += weight  # expect: lost "`total_weight`"
    post.score += 1  # ok: one write, told above
    post.save()


async def top_up_new(account_id, amount):
    account, _ = await Account.objects.aget_or_create(pk=account_id)
    account.balance += amount  # expect: lost
    await account.asave()


class Invite(models.Model):
    code = models.CharField(max_length=8)
    times_used = models.IntegerField(default=0)


def register(request):
    if request.POST.get("code"):
        invite = get_object_or_404(Invite, code=request.POST["code"])
    else:
        invite = None
    if invite:
        invite.times_used += 1  # expect: lost "`invite.times_used += 1`"
        invite.save()
