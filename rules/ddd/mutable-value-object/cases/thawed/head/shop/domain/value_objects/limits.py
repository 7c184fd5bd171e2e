from dataclasses import dataclass


@dataclass
class Limit:  # expect: mutable
    value: int
