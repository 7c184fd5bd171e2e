from dataclasses import dataclass


@dataclass
class Order:
    id: int
    is_paid: bool = False
