from shop.invoices import Invoice  # ok: the way back is for types alone


class Customer:
    def __init__(self, invoices: list[Invoice]) -> None:
        self.invoices = invoices
