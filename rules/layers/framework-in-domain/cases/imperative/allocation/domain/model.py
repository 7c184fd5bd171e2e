class Batch:  # ok: mapped from outside
    def __init__(self, ref: str) -> None:
        self.ref = ref
