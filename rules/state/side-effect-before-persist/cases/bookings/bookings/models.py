from django.db import models


class Guest(models.Model):
    email = models.EmailField(unique=True)


class Booking(models.Model):
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE)
    nights = models.PositiveIntegerField()


class Payment(models.Model):
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE)
    charge = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=20, default="pending")
