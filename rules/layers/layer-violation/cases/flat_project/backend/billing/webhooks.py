from dataclasses import dataclass


@dataclass
class Payload:
    id: str
