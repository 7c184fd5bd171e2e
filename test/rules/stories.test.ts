import { describe, expect, test } from '@jest/globals';
import { defaultConfig } from '../../src/engine/config.ts';
import type { Files } from '../support/source-tree.ts';
import { allRules } from './loaded-rules.ts';
import { reviewFiles } from './review-case.ts';

/*
 * A finding about a crash window lists the effects in order with their lines; a race shows two columns of the function's own
 * statements.
 */
const rules = await allRules();

function storyOf(id: string, files: Files): string {
  const only = rules.filter((rule) => rule.id === id);
  const { findings } = reviewFiles({ base: null, head: files, rules: only, config: defaultConfig });
  return findings[0]?.why ?? '';
}

const MODEL = `from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase): ...

class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[int] = mapped_column()
    status: Mapped[str] = mapped_column(String(9))
`;
const IMPORTS = 'import stripe\nfrom sqlalchemy.orm import Session\nfrom models import Order\n';

function story(id: string, code: string): readonly string[] {
  return storyOf(id, { 'models.py': MODEL, 'app.py': `${IMPORTS}${code}` }).split('\n');
}

describe('a crash window', () => {
  test('lists what is done from the payment to the commit', () => {
    expect(
      story(
        'side-effect-before-persist',
        `
def place(session: Session, amount: int) -> None:
    stripe.Charge.create(amount=amount, currency="eur")
    session.add(Order(total=amount, status="paid"))
    session.commit()
`,
      ),
    ).toEqual([
      '1. L6 `stripe.Charge.create` makes the charge: the money moves',
      '2. L7 `session.add` writes, not yet committed',
      '3. L8 `session.commit` commits',
      '',
      'A crash between L6 and L8 leaves a charge that nothing here records. A deploy or an error there does the same: the customer has paid, and nobody knows. Another attempt makes another charge.',
    ]);
  });
});

describe('a race', () => {
  test('shows two columns with the lines of the function', () => {
    expect(
      story(
        'read-modify-write-race',
        `
def add(session: Session, id: int, amount: int) -> None:
    order = session.get(Order, id)
    order.total += amount
    session.commit()
`,
      ),
    ).toEqual([
      '| one run | another run |',
      '|---|---|',
      '| L6 `session.get(Order, id)` reads `total` | |',
      '| | L6 `session.get(Order, id)` reads the same `total` |',
      '| L7 `order.total += amount` computes from what it read | |',
      '| L8 `session.commit(…)` writes its result | |',
      '| | L7 `order.total += amount` computes from the old value |',
      '| | L8 `session.commit(…)` writes over the first result |',
      '',
      'The first change of `total` is gone, and no error is raised. A transaction around it does not help: at the usual isolation level both read before either commits.',
    ]);
  });
});

test('one query for all items is code that runs where the loop stands', () => {
  const only = rules.filter((rule) => rule.id === 'n-plus-one-query');
  const code = `
def totals(session: Session, ids: list[int]) -> list[int]:
    result = []
    for order_id in ids:
        result.append(session.get(Order, order_id).total)
    return result
`;
  const head = { 'models.py': MODEL, 'app.py': `${IMPORTS}${code}` };
  const { findings } = reviewFiles({ base: null, head, rules: only, config: defaultConfig });
  const fix = findings[0]?.fix ?? '';
  expect(fix.split('\n').slice(0, 4)).toEqual([
    '```python',
    'statement = select(Order).where(Order.id.in_([order_id for order_id in ids]))',
    'rows = session.execute(statement).scalars().all()',
    '```',
  ]);
  expect(fix).toContain('class Base(DeclarativeBase)');
  expect(fix).not.toContain('django');
});
