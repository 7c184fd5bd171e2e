from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    value: int
