from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.features.shared.models.base import Base


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))  # ok: a reference by id
