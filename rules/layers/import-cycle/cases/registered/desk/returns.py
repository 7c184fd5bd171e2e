from desk import desk  # ok: bound before the package imports this module


def label() -> str:
    return "return"


@desk.route("/returns")
def returns() -> str:
    return label()
