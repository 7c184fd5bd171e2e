from api.ext.rates import rate  # ok: the whole backend lies in the folder api


class Order:
    currency = rate("EUR")
