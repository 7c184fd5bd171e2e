from decimal import Decimal

from pydantic import BaseModel, Field


class CreateOrderDto(BaseModel):
    customer_id: int
    tickets: list[str] = Field(min_length=1, max_length=10)


class OrderDto(BaseModel):
    id: int
    total: Decimal
    currency: str
    status: str
