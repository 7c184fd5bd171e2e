from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.features.shared.models.base import Base  # ok: a shared kernel


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    orders: Mapped[list["Order"]] = relationship("Order")  # expect: relationship "The model `User` of the feature users is mapped onto `Order` of the feature orders"
    friends: Mapped[list["User"]] = relationship("User")  # ok: its own feature
