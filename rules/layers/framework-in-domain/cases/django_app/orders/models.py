from django.db import models  # ok: an app without a domain layer


class Order(models.Model):
    total = models.IntegerField()
