from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.orm import registry

from allocation.domain.model import Batch

metadata = MetaData()
mapper_registry = registry()
batches = Table("batches", metadata, Column("id", Integer, primary_key=True), Column("ref", String(255)))


def start_mappers() -> None:
    mapper_registry.map_imperatively(Batch, batches)
