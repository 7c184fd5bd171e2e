from django.db import models


class Order(models.Model):
    hint = models.CharField(max_length=8)
    total = models.IntegerField()
    status = models.CharField(max_length=8)


class Voucher(models.Model):
    code = models.CharField(max_length=8)


class Tag(models.Model):
    class Meta:
        db_table = "labels"
