from django.db import transaction

from shop.mail import send
from shop.models import Reminder


def remind() -> None:
    with transaction.atomic():
        due = Reminder.objects.select_for_update(skip_locked=True).filter(status="due")  # expect-left: guard-removed
        for reminder in due:
            send(reminder.address)
            reminder.status = "sent"
            reminder.save()
