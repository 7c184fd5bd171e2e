class Papers:
    def __init__(self, title: str) -> None:
        self.title = title
