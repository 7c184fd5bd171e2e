from django.db import models


class Order(models.Model):
    note = models.CharField(max_length=8, default="x")  # ok: a default in Python
    state = models.CharField(max_length=8, help_text="b", choices=[("a", "A")])  # ok: labels
    total = models.IntegerField()  # expect: changed "The model `Order` adds total, adds the unique constraint (total), and no migration"

    class Meta:
        ordering = ["state"]
        constraints = [models.UniqueConstraint(fields=["total"], name="one_total")]


class Outside(models.Model):
    code = models.IntegerField()  # ok: not managed

    class Meta:
        managed = False


class Short(Order):
    class Meta:
        proxy = True  # ok: another model's table


class Coupon(models.Model):  # expect: new-table "creates its table `shop_coupon`"
    code = models.CharField(max_length=8)
