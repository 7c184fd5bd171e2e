from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class WalletModel(Base):
    __tablename__ = "wallets"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(unique=True)
    balance: Mapped[int]
