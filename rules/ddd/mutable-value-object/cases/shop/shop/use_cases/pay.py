from dataclasses import dataclass


@dataclass
class Money:  # ok: not the domain layer
    amount: int
