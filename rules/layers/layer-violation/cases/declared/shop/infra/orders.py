class OrderRow:
    id: int
