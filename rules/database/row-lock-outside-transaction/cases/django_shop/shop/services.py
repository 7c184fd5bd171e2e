from django.db import connection, transaction
from shop.models import Stock


class Reservations:
    def reserve(self, sku: str, quantity: int) -> None:
        stock = Stock.objects.select_for_update().get(sku=sku)  # expect: unheld "`Stock.objects.select_for_update().get` locks rows"
        stock.quantity -= quantity
        stock.save(update_fields=["quantity"])

    def reserve_in_block(self, sku: str, quantity: int) -> None:
        with transaction.atomic():
            stock = Stock.objects.select_for_update().get(sku=sku)  # ok: in a block
            stock.quantity -= quantity
            stock.save(update_fields=["quantity"])

    def release(self, sku: str, quantity: int) -> None:
        stock = Stock.objects.select_for_update().get(sku=sku)  # ok: every caller opens one
        stock.quantity += quantity
        stock.save(update_fields=["quantity"])

    def recount(self) -> None:
        for stock in Stock.objects.select_for_update():  # expect: unheld
            stock.quantity = 0
            stock.save(update_fields=["quantity"])

    def lock_raw(self, sku: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM shop_stock WHERE sku = %s FOR UPDATE", [sku])  # expect: unheld
            cursor.execute("UPDATE shop_stock SET quantity = 0 WHERE sku = %s", [sku])


def audit(sku: str) -> None:
    Stock.objects.select_for_update().get(sku=sku)  # ok: nobody is known to call it
