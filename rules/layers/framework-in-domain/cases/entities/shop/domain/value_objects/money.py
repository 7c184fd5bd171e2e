from pydantic import BaseModel, field_validator  # expect: validation "is built on pydantic"


class Money(BaseModel, frozen=True):
    amount: int

    @field_validator("amount")
    @classmethod
    def positive(cls, value: int) -> int:
        return abs(value)
