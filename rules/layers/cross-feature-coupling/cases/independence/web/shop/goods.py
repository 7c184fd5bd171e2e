goods: list[str] = []
