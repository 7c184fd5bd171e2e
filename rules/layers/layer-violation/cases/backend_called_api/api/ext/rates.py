def rate(currency: str) -> int:
    return len(currency)
