from django.db import models, transaction

from shop.mail import notify


class Ticket(models.Model):
    status = models.CharField(max_length=8)


def close(ticket: Ticket) -> None:
    with transaction.atomic():
        ticket.save()
        transaction.on_commit(notify)  # expect-left: guard-removed
