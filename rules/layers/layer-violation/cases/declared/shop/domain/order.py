from shop.infra.orders import OrderRow  # ok: the contract puts the domain above


class Order:
    row: OrderRow
