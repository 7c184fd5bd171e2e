from wiki.page import body  # ok: a new module of a package that is one tangle joins it


def latest() -> str:
    return body()
