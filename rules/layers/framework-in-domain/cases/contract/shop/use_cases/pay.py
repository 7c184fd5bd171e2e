from shop.domain.entities.order import Order


class Pay:
    order: Order
