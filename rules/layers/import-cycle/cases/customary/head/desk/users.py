def name() -> str:
    return "a"


def greet() -> str:
    from desk.mail import send  # ok: this project imports inside functions all the time

    return send()
