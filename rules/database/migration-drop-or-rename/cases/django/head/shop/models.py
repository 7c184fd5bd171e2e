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


class Line(models.Model):
    order = models.ForeignKey(Order, related_name="lines", on_delete=models.CASCADE)
