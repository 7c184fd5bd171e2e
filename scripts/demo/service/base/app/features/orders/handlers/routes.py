from fastapi import APIRouter, Depends

from app.db import session_factory
from app.features.orders.dto.order_dto import CreateOrderDto, OrderDto
from app.features.orders.services.order_service import OrderService

router = APIRouter(prefix="/orders")


def get_order_service() -> OrderService:
    return OrderService(session_factory)


@router.post("", status_code=201)
async def create_order(
    dto: CreateOrderDto, service: OrderService = Depends(get_order_service)
) -> OrderDto:
    order = await service.create(dto)
    return OrderDto(
        id=order.id or 0,
        total=order.total.amount,
        currency=order.total.currency,
        status=order.status,
    )
