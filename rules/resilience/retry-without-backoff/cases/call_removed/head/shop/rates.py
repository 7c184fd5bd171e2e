RATES = {"EUR": 1.0, "USD": 1.08}


def exchange_rate(currency: str) -> float:  # ok: nothing is called any more
    return RATES[currency]
