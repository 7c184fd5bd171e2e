from shop.domain.value_objects.money import Money

row = Money
