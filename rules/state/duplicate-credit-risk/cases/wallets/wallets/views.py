from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wallets import services
from wallets.models import Payment, Wallet


def payment_success(request: HttpRequest) -> HttpResponse:
    amount = Decimal(request.GET["amount"])
    wallet = Wallet.objects.filter(owner=request.GET["owner"])
    with transaction.atomic():
        wallet.update(balance=F("balance") + amount)  # expect: found
    return redirect("/wallet/")


def payment_return(request: HttpRequest) -> HttpResponse:
    if Payment.objects.filter(charge_id=request.GET["charge"]).exists():
        return redirect("/wallet/")
    services.apply_payment(Wallet.objects.get(owner=request.GET["owner"]), Decimal(request.GET["amount"]))
    return redirect("/wallet/")
