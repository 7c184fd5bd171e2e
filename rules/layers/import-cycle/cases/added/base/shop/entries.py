rows: list[int] = []
