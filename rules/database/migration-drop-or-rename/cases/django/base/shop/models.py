from django.db import models


class Order(models.Model):
    note = models.CharField(max_length=8)
    hint = models.CharField(max_length=8)
    region = models.CharField(max_length=8)
    state = models.CharField(max_length=8, db_column="status")
    amount = models.IntegerField()
    lines = models.IntegerField()


class Coupon(models.Model):
    code = models.CharField(max_length=8)


class Label(models.Model):
    class Meta:
        db_table = "labels"


class Gone(models.Model):
    code = models.CharField(max_length=8)
