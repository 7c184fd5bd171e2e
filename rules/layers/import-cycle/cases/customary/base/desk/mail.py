from desk.users import name


def send() -> str:
    return name()
