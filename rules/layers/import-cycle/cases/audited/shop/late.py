def total() -> int:
    from shop.sums import add  # ok: in an audit, imports inside functions are left alone

    return add()
