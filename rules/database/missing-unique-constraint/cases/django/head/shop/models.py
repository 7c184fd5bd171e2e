from django.db import models


class Payment(models.Model):
    charge_id = models.CharField(max_length=64)
