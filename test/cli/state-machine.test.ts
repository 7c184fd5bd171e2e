import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { StateMachineChange } from '../../src/domain/state-machine.ts';
import { lintel, sandbox, type Sandbox } from './run.ts';

// Every run of the command is a process of its own; on a busy machine each takes seconds.
jest.setTimeout(240_000);

const MODEL = `import enum
from sqlalchemy import Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Status(enum.StrEnum):
    NEW = "new"
    PAID = "paid"
    SHIPPED = "shipped"


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status] = mapped_column(Enum(Status))
`;
const SERVICE = `from shop.models import Order, Status


def ship(order: Order) -> None:
    if order.status != Status.PAID:
        raise ValueError(order.status)
    order.status = Status.SHIPPED
`;
const LOOSER = SERVICE.replace(
  '    if order.status != Status.PAID:\n        raise ValueError(order.status)\n',
  '',
);

let folder: Sandbox;

beforeAll(() => {
  folder = sandbox();
  for (const [side, service] of [
    ['base', SERVICE],
    ['head', LOOSER],
  ] as const) {
    folder.write(`${side}/shop/__init__.py`, '');
    folder.write(`${side}/shop/models.py`, MODEL);
    folder.write(`${side}/shop/service.py`, service);
  }
});

afterAll(() => {
  folder.remove();
});

function review(format: string): string {
  const args = ['review', 'head', '--base', 'base', '--format', format, '--fail-on', 'never'];
  const run = lintel(args, folder.root);
  expect(run.stderr).toBe('');
  return run.stdout;
}

const ARROW = '! any state → shipped  ship, shop/service.py:5 (was only from paid)';

test('a loosened transition is drawn in text and Markdown, and told in JSON', () => {
  expect(review('text')).toContain(
    `State machines\n  Order.status (shop/models.py:18)\n    ${ARROW}\n`,
  );
  expect(review('markdown')).toContain(`\`\`\`diff\n${ARROW}\n\`\`\``);
  const report = JSON.parse(review('json')) as { readonly stateMachines: StateMachineChange[] };
  const schema = JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  validate(report);
  expect(validate.errors ?? []).toEqual([]);
  expect(report.stateMachines[0]?.transitions).toEqual([
    {
      from: 'any',
      to: 'shipped',
      change: 'loosened',
      was: ['paid'],
      place: { path: 'shop/service.py', line: 5 },
      symbol: 'ship',
    },
  ]);
});
