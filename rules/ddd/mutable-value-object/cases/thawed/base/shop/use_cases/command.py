from dataclasses import dataclass


@dataclass(frozen=True)  # expect-left: guard-removed
class PayCommand:
    order_id: int
