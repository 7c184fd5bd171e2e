from shop import LIMIT


def full(size: int) -> bool:
    return size >= LIMIT
