from wiki import NAME  # ok: inherited


def resolve() -> str:
    return NAME
