from django.db import transaction

from shop.mail import send
from shop.models import Reminder


def remind() -> None:
    with transaction.atomic():
        due = Reminder.objects.filter(status="due")  # ok: reported where the claim stood
        for reminder in due:
            send(reminder.address)
            reminder.status = "sent"
            reminder.save()
