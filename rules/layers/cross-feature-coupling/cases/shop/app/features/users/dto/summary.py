from dataclasses import dataclass


@dataclass(frozen=True)
class UserSummary:
    id: int
