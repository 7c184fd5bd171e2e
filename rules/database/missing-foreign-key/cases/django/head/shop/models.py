from django.db import models


class User(models.Model):
    name = models.CharField(max_length=50)


class Order(models.Model):
    user = models.IntegerField()  # ok: reported where the key stood
