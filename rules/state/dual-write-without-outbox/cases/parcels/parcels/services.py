import requests
from aiokafka import AIOKafkaProducer
from confluent_kafka import Producer
from django.core.mail import send_mail
from django.db import transaction

from parcels.models import Parcel

CARRIER = "https://carrier.example.com"


def tell_carrier(number: str) -> None:
    requests.post(f"{CARRIER}/parcels", json={"number": number}, timeout=5)  # ok: stores nothing


def deliver(producer: Producer, number: str) -> None:
    with transaction.atomic():
        parcel = Parcel.objects.select_for_update().get(number=number)
        parcel.status = "delivered"
        parcel.save(update_fields=["status"])
    producer.produce("parcels", number.encode())  # expect: stored-first "publishes with"


async def lose(producer: AIOKafkaProducer, number: str) -> None:
    await producer.send_and_wait("parcels", number.encode())  # expect: sent-first "stores with"
    await Parcel.objects.filter(number=number).aupdate(status="lost")


def give_back(number: str, email: str) -> None:
    Parcel.objects.filter(number=number).update(status="returned")
    send_mail("Returned", number, None, [email])  # expect: stored-first "notifies with `send_mail`"


def relabel(number: str) -> None:
    with transaction.atomic():
        Parcel.objects.filter(number=number).update(label_url="")
        tell_carrier(number)  # ok: inside the transaction, another rule's


@transaction.atomic
def hand_over(number: str) -> None:
    Parcel.objects.filter(number=number).update(status="handed over")
    send_mail("Handed over", number, None, ["depot@example.com"])  # ok: the decorator opens the transaction


def look_up(number: str) -> dict:
    parcel = Parcel.objects.get(number=number)
    answer = requests.post(f"{CARRIER}/positions", json={"number": parcel.number}, timeout=5)  # ok: only reads here
    return answer.json()


def remind_all() -> None:
    for parcel in Parcel.objects.filter(status="waiting"):
        parcel.status = "reminded"
        parcel.save()
        send_mail("Waiting", parcel.number, None, ["depot@example.com"])  # ok: once for each of many


def send_back(number: str) -> None:
    Parcel.objects.filter(number=number).update(status="sent back")
    # ok: its only caller holds the transaction
    requests.post(f"{CARRIER}/returns", json={"number": number}, timeout=5)


def send_back_atomically(number: str) -> None:
    with transaction.atomic():
        send_back(number)
