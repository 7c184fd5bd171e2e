from desk import Form, desk  # ok: bound before the package imports this module
from desk.returns import label


@desk.route("/orders")
def orders() -> str:
    return f"{Form.title} {label()}"
