from django.db import models
from django.db.models import Q


class Account(models.Model):
    balance = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="balance_not_negative"),  # expect-left: guard-removed "balance"
        ]
