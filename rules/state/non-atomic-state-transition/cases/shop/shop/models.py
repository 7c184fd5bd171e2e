from django.db import models


class Refund(models.Model):
    class Status(models.TextChoices):
        NEW = "new"
        APPROVED = "approved"
        PAID = "paid"

    status = models.CharField(max_length=20, choices=Status.choices)
