import { describe, expect, it } from '@jest/globals';
import type { OrmModel } from '../../../../src/python/model/orm.ts';
import { moduleOf, projectOf } from '../../../support/project.ts';
import type { Files } from '../../../support/source-tree.ts';

function modelIn(files: Files, path: string, name: string): OrmModel {
  const cls = moduleOf(projectOf(files), path).classes.find((candidate) => candidate.name === name);
  if (cls === undefined || cls.orm === null) throw new Error(`${name} is no model.`);
  return cls.orm;
}

const model = (source: string, name = 'Order'): OrmModel =>
  modelIn({ 'shop/models.py': source, 'shop/__init__.py': '' }, 'shop/models.py', name);

function columns({ columns: all }: OrmModel): readonly string[] {
  return all.map((column) =>
    [
      column.name,
      column.type.slice(column.type.lastIndexOf('.') + 1),
      column.nullable === true ? 'null' : '',
      column.unique ? 'unique' : '',
      column.indexed ? 'index' : '',
      column.primaryKey ? 'key' : '',
      column.references === null ? '' : `-> ${column.references}`,
      column.hasDefault ? 'default' : '',
      column.hasServerDefault ? 'server' : '',
      column.states.join('|'),
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
}

const relationships = ({ relationships: all }: OrmModel): readonly string[] =>
  all.map(({ name, target, many, loading }) =>
    `${name} ${many ? 'many' : 'one'} ${target ?? '-'} ${loading}`.trim(),
  );
const constraints = ({ constraints: all }: OrmModel): readonly string[] =>
  all.map(({ kind, columns: names, name }) =>
    `${kind} ${names.join('+')} ${name}`.replaceAll('  ', ' ').trim(),
  );

describe('SQLAlchemy models', () => {
  it('of version 2', () => {
    const order = model(`
import enum
from decimal import Decimal
from typing import Optional
from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Status(enum.Enum):
    NEW = "new"
    PAID = "paid"
class Base(DeclarativeBase): pass
class Stamped:
    created_at: Mapped[str] = mapped_column(server_default="now")
class Order(Stamped, Base):
    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("shop", "number", name="uq"), CheckConstraint("total > 0", name="positive"), Index("ix", "shop"), Index("ux", "email", unique=True))
    version: Mapped[int]
    __mapper_args__ = {"version_id_col": version}
    id: Mapped[int] = mapped_column(primary_key=True)
    shop: Mapped[Optional[str]]
    number: Mapped[str | None] = mapped_column(String(20), index=True)
    total: Mapped[Decimal] = mapped_column(Numeric(10, 2), default=0)
    status: Mapped[Status] = mapped_column(Enum(Status))
    email: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    user: Mapped["User"] = relationship(back_populates="orders")
    lines: Mapped[list["Line"]] = relationship(lazy="selectin")
`);
    expect([order.table, order.kind, order.abstract, order.versionColumn]).toEqual([
      'orders',
      'sqlalchemy',
      false,
      'version',
    ]);
    expect(columns(order)).toEqual([
      'created_at str server',
      'version int',
      'id int key',
      'shop str null',
      'number String null index',
      'total Numeric default',
      'status Enum new|paid',
      'email str unique',
      'user_id int -> users',
    ]);
    expect(relationships(order)).toEqual(['user one User', 'lines many Line selectin']);
    expect(constraints(order)).toEqual([
      'unique shop+number uq',
      'check positive',
      'index shop ix',
      'unique email ux',
    ]);
  });

  it('of version 1.4', () => {
    const order = model(`
from sqlalchemy import Column, ForeignKey, Integer, Numeric, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship
Base = declarative_base()
class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    number = Column("nr", String, nullable=False, unique=True)
    total = Column(Numeric)
    user_id = Column(Integer, ForeignKey("users.id"))
    user = relationship("User", lazy="joined")
`);
    expect(columns(order)).toEqual([
      'id Integer key',
      'nr String unique',
      'total Numeric null',
      'user_id Integer null -> users',
    ]);
    expect(relationships(order)).toEqual(['user one User joined']);
  });

  it('mapped imperatively', () => {
    const files = {
      'shop/__init__.py': '',
      'shop/domain.py': 'class Order:\n    pass\nclass Line:\n    pass\n',
      'shop/orm.py': `
from sqlalchemy import Column, ForeignKey, Integer, String, Table, MetaData
from sqlalchemy.orm import registry, relationship
from shop import domain
metadata = MetaData()
mapper_registry = registry()
orders = Table("orders", metadata, Column("id", Integer, primary_key=True), Column("number", String(20), nullable=False))
lines = Table("lines", metadata, Column("order_id", ForeignKey("orders.id")))
def start():
    lines_mapper = mapper_registry.map_imperatively(domain.Line, lines)
    mapper_registry.map_imperatively(domain.Order, orders, properties={"lines": relationship(lines_mapper)})
`,
    };
    const order = modelIn(files, 'shop/domain.py', 'Order');
    expect([order.table, columns(order), relationships(order)]).toEqual([
      'orders',
      ['id Integer key', 'number String'],
      ['lines many Line'],
    ]);
    expect(projectOf(files).ormModel('lines')?.class.name ?? null).toBe('Line');
  });

  it('are not their base, and a plain class is none', () => {
    const source =
      'from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): pass\nclass Plain: pass\n';
    expect(model(source, 'Base').abstract).toBe(true);
    expect(() => model(source, 'Plain')).toThrow('no model');
  });
});

it('SQLModel tables', () => {
  const source = `
from typing import Optional
from sqlmodel import Field, Relationship, SQLModel
class OrderBase(SQLModel):
    number: str = Field(index=True)
class Order(OrderBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    note: str | None = None
    user_id: int = Field(foreign_key="users.id")
    user: "User" = Relationship()
`;
  const order = model(source);
  expect([order.kind, order.table, columns(order)]).toEqual([
    'sqlmodel',
    'order',
    ['number str index', 'id int key default', 'note str null default', 'user_id int -> users'],
  ]);
  expect(() => model(source, 'OrderBase')).toThrow('no model');
});

it('Django models', () => {
  const order = model(`
from django.conf import settings
from django.db import models
class Stamped(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    class Meta:
        abstract = True
class Order(Stamped):
    class Status(models.TextChoices):
        NEW = "new", "New"
        PAID = "paid", "Paid"
    number = models.CharField(max_length=9, unique=True)
    status = models.CharField(choices=Status.choices, default=Status.NEW)
    kind = models.CharField(choices=[("a", "A"), ("b", "B")], null=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE)
    tags = models.ManyToManyField("shop.Tag")
    class Meta:
        unique_together = ("number", "kind")
        indexes = [models.Index(fields=["kind", "status"], name="ix")]
        constraints = [models.UniqueConstraint(fields=["user", "number"], name="uq"), models.CheckConstraint(check=None, name="ck")]
`);
  expect([order.kind, order.table]).toEqual(['django', 'shop_order']);
  expect(columns(order)).toEqual([
    'created DateTimeField default',
    'number CharField unique',
    'status CharField default new|paid',
    'kind CharField null index a|b',
    'user ForeignKey index -> AUTH_USER_MODEL',
    'parent ForeignKey null index -> Order',
  ]);
  expect(relationships(order)).toEqual([
    'user one AUTH_USER_MODEL',
    'parent one Order',
    'tags many Tag',
  ]);
  expect(constraints(order)).toEqual([
    'unique user+number uq',
    'check ck',
    'index kind+status ix',
    'unique number+kind',
  ]);
});
