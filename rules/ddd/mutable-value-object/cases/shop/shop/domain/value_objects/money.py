from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, TypedDict

import attrs
from pydantic import BaseModel, ConfigDict


class Currency(str, Enum):  # ok: an enum
    EUR = "EUR"


@dataclass
class Money:  # expect: mutable "it is not frozen"
    amount: int
    currency: Currency


@dataclass(frozen=True)
class Price:
    amount: int

    def round(self) -> None:
        object.__setattr__(self, "amount", 1)  # expect: bypassed

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", abs(self.amount))  # ok: the object is still being made


@dataclass(frozen=True)
class Basket:
    names: list[str] = field(default_factory=list)  # expect: container "`names: list`"
    codes: tuple[str, ...] = ()  # ok: a tuple


class Point(NamedTuple):  # ok: immutable
    x: int
    y: int


class Options(TypedDict):  # ok: a dict is a dict
    colour: str


class Email(BaseModel):  # expect: mutable
    value: str


class Phone(BaseModel):  # ok: frozen by its configuration
    model_config = ConfigDict(frozen=True)
    value: str


@attrs.define
class Weight:  # expect: mutable
    grams: int


@attrs.frozen
class Length:  # ok: frozen
    metres: int


class Period:
    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def extend(self, days: int) -> None:
        self.end += days  # expect: reassigned "`extend` assigns `self.end`"

    def moved(self, days: int) -> "Period":
        return Period(self.start + days, self.end + days)


class Ratio:
    def __init__(self, value: float) -> None:
        self.value = value  # ok: made here, never changed

    def half(self) -> "Ratio":
        return Ratio(self.value / 2)


@dataclass
class Line:  # ok: it has an identity
    id: int
    text: str


class InvalidMoney(ValueError):  # ok: an error
    def __init__(self, amount: int) -> None:
        self.amount = amount
