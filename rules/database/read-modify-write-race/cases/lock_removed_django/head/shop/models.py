from django.db import models


class Coupon(models.Model):
    remaining = models.IntegerField()
    closed = models.BooleanField(default=False)
