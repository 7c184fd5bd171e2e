from dataclasses import dataclass


@dataclass
class PayCommand:
    order_id: int
