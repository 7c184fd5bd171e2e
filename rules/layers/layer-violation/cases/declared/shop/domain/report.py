from shop.web.pages import page  # ok: the contract lets it pass


def report() -> str:
    return page()
