from shop.web.pages import page  # expect: contract "which the contract"


def invoice() -> str:
    return page()
