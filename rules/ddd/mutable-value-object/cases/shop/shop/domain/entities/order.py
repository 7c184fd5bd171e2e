from dataclasses import dataclass


@dataclass
class Order:  # ok: an entity
    id: int
    status: str


@dataclass
class Address:  # expect: mutable
    street: str
    city: str


@dataclass
class Filters:  # ok: nothing says that it is a value object
    text: str
