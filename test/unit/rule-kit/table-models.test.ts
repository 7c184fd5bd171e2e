import { describe, expect, it } from '@jest/globals';
import { appFolder, migratedModel, tableOf } from '../../../src/rule-kit/table-models.ts';
import { projectOf } from '../../support/project.ts';

const MODELS = `
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
class Base(DeclarativeBase):
    @declared_attr.directive
    def __tablename__(cls): ...
class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
class RushOrder(Order):
    lane: Mapped[int] = mapped_column()
class IncidentCost(Base):
    id: Mapped[int] = mapped_column(primary_key=True)
`;
const SHOP = `
from django.db import models
class Order(models.Model):
    class Meta:
        db_table = "sales"
`;

const project = projectOf({
  'app/__init__.py': '',
  'app/models.py': MODELS,
  'shop/__init__.py': '',
  'shop/models.py': SHOP,
});

describe('the model of a migrated table', () => {
  const named = (table: string, model = '', path = 'alembic/versions/1.py'): string | null =>
    migratedModel({ table, model, path }, project)?.class.qualifiedName ?? null;

  it('by the name of the table; of a hierarchy the root', () => {
    expect(named('orders')).toBe('app.models.Order');
    expect(named('sales')).toBe('shop.models.Order');
  });

  it('by the usual name where the name is made', () => {
    expect(named('incident_cost')).toBe('app.models.IncidentCost');
    expect(named('incidents')).toBeNull();
  });

  it('by the name of the model in its Django app', () => {
    expect(named('shop_order', 'order', 'shop/migrations/0002_x.py')).toBe('shop.models.Order');
    expect(named('app_order', 'order', 'other/migrations/0002_x.py')).toBeNull();
  });

  it('knows its table', () => {
    const model = migratedModel({ table: 'incident_cost', model: '', path: '' }, project);
    expect(model === null ? null : tableOf(model)).toBe('incident_cost');
  });
});

it('the folder of an app', () => {
  expect(appFolder('src/shop/migrations/0002_more.py')).toBe('src/shop');
  expect(appFolder('migrations/0002_more.py')).toBe('');
});
