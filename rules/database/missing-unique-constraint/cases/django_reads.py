import uuid

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404


class Shop(models.Model):
    slug = models.SlugField()  # expect: unprotected "one `Shop` at the most has a given `slug`"
    sku = models.CharField(max_length=8)
    invoice_number = models.CharField(max_length=8)  # expect: unprotected "`invoice_number`"
    owner_email = models.EmailField()  # expect: unprotected "`owner_email`"
    order_number = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku"], condition=models.Q(sku__gt=""), name="one_sku"),
        ]


class Ticket(models.Model):
    token = models.CharField(max_length=8)

    class Meta(Shop.Meta):
        constraints = Shop.Meta.constraints + []


class Hook(models.Model):
    webhook_token = models.UUIDField(default=uuid.uuid4)
    access_token = models.CharField(max_length=8, default="")  # ok: tokens and keys are drawn at random, wherever that is done
    voucher_code = models.CharField(max_length=8, default="")  # expect: unprotected "`voucher_code`"


class Guest(models.Model):
    email = models.EmailField()


def shop(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Shop, slug=slug)
    return HttpResponse(found.slug)


async def owned(email: str) -> Shop:
    return await Shop.objects.select_related("owner").aget(owner_email=email)


def billed(number: str) -> Shop:
    return Shop.objects.filter(invoice_number=number).get()


def by_sku(sku: str) -> Shop:
    return Shop.objects.get(sku=sku)  # ok: unique where it counts


def known() -> Shop:
    return Shop.objects.get(order_number="first")  # ok: a row that somebody put there


def latest(number: str) -> Shop:
    return Shop.objects.filter(order_number=number).latest("id")  # ok: takes one of several


def ticket(token: str) -> Ticket:
    return Ticket.objects.get(token=token)  # ok: its constraints are put together elsewhere


def invite(email: str) -> None:
    Guest.objects.get_or_create(email=email)


def guest(email: str) -> Guest:
    return Guest.objects.get(pk=1, email=email)  # ok: the primary key


def enter(email: str) -> Guest:
    if not Guest.objects.filter(email=email).exists():
        Guest.objects.create(email=email)
    return Guest.objects.get(email=email)  # ok: looked for and then inserted, another rule says it


def hook(token: str) -> Hook:
    return get_object_or_404(Hook, webhook_token=token)  # ok: drawn at random, two are never the same


def hook_of(token: str) -> Hook:
    return get_object_or_404(Hook, access_token=token)


def hook_of(voucher_code: str) -> Hook:
    return Hook.objects.get(voucher_code=voucher_code)
