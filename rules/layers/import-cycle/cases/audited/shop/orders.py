from shop.invoices import Invoice  # ok: told at the first edge by path


class Order:
    def invoice(self) -> Invoice:
        return Invoice(self)
