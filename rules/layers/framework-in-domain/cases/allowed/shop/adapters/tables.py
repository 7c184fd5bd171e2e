from sqlalchemy import Column, Integer, MetaData, Table  # ok: infrastructure

from shop.domain.entities.order import Order

metadata = MetaData()
orders = Table("orders", metadata, Column("id", Integer, primary_key=True))
mapped = (Order, orders)
