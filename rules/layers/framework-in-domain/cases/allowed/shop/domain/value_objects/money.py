from pydantic import BaseModel, field_validator  # ok: the team allows it


class Money(BaseModel, frozen=True):
    amount: int

    @field_validator("amount")
    @classmethod
    def positive(cls, value: int) -> int:
        return abs(value)
