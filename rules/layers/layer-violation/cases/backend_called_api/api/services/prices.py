from api.ext.rates import rate  # ok: the whole backend lies in the folder api
from api.routes.orders import PAGE  # expect: outward "`api.services.prices` of the application layer"


def price(currency: str) -> int:
    return rate(currency) * PAGE
