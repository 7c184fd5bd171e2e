from django.db import models


class StockManager(models.Manager):
    def locked(self, sku: str):
        return self.select_for_update().filter(sku=sku)  # ok: not run here


class Stock(models.Model):
    sku = models.CharField(max_length=20, unique=True)
    quantity = models.IntegerField(default=0)
    objects = StockManager()
