from django.db import models


class Wallet(models.Model):
    owner = models.CharField(max_length=40, unique=True)
    balance = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    held = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    paid_until = models.DateField(null=True)
    visits = models.IntegerField(default=0)


class Payment(models.Model):
    charge_id = models.CharField(max_length=64, unique=True)
    wallet = models.ForeignKey(Wallet, on_delete=models.CASCADE)
    status = models.CharField(max_length=20, default="pending")
