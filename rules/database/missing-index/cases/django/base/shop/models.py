from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=20)
    placed = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["placed"], name="ix_placed"),  # expect-left: guard-removed "Order.placed"
        ]
