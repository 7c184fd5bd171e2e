from django.db import models


class Invoice(models.Model):
    amount = models.FloatField()  # expect: column


class Old(models.Model):
    price = models.FloatField()  # ok: inherited
