from django.db import models


class Order(models.Model):
    note = models.CharField(max_length=8)
    state = models.CharField(max_length=8, help_text="a")
    hint = models.CharField(max_length=8, null=True)


class Outside(models.Model):
    class Meta:
        managed = False
