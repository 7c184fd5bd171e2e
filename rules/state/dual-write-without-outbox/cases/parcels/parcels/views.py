import json
from functools import partial

import requests
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest, JsonResponse

from parcels import services
from parcels.models import Parcel, ParcelOutbox

CARRIER = "https://carrier.example.com"


def register(request: HttpRequest) -> JsonResponse:
    parcel = Parcel.objects.create(number=json.loads(request.body)["number"])
    # expect: stored-first "calls another service with `requests.post`"
    requests.post(f"{CARRIER}/parcels", json={"number": parcel.number}, timeout=5)
    return JsonResponse({"number": parcel.number})


def register_hooked(request: HttpRequest) -> JsonResponse:
    with transaction.atomic():
        parcel = Parcel.objects.create(number=json.loads(request.body)["number"])
        transaction.on_commit(lambda: services.tell_carrier(parcel.number))  # ok: the hook is meant to run after the commit
    return JsonResponse({"number": parcel.number})


def register_stored(request: HttpRequest) -> JsonResponse:
    number = json.loads(request.body)["number"]
    with transaction.atomic():
        Parcel.objects.create(number=number)
        ParcelOutbox.objects.create(topic="parcels", body={"number": number})
    requests.post(f"{CARRIER}/wake", json={}, timeout=5)  # ok: the event is a row, this only wakes the relay
    return JsonResponse({"number": number})


def register_labelled(request: HttpRequest) -> JsonResponse:
    number = json.loads(request.body)["number"]
    label = requests.post(f"{CARRIER}/labels", json={"number": number}, timeout=5)  # ok: asks before it stores
    Parcel.objects.create(number=number, label_url=label.json()["url"])
    return JsonResponse({"number": number})


def register_and_mail(number: str, email: str) -> None:
    Parcel.objects.create(number=number)
    transaction.on_commit(partial(send_mail, "Registered", number, None, [email]))  # ok: after the commit
