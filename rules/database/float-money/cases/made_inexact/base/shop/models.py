from django.db import models


class Invoice(models.Model):
    amount = models.DecimalField(max_digits=12, decimal_places=2)


class Old(models.Model):
    price = models.FloatField()
