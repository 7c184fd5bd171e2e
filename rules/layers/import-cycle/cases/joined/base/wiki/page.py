from wiki.links import resolve  # ok: inherited


def body() -> str:
    return resolve()
