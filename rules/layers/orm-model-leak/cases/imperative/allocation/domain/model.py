class Batch:
    def __init__(self, ref: str) -> None:
        self.ref = ref
