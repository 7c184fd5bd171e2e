import { describe, expect, test } from '@jest/globals';
import type { StateMachineChange } from '../../../src/domain/state-machine.ts';
import { defaultConfig } from '../../../src/engine/config.ts';
import type { Files } from '../../support/source-tree.ts';
import { reviewFiles } from '../../rules/review-case.ts';

const MODELS = `
import enum
from django.db import models
class Status(models.TextChoices):
    NEW = "new"
    PAID = "paid"
    DONE = "done"
class Order(models.Model):
    status = models.CharField(max_length=9, choices=Status.choices)
`;
const IMPORT = 'from models import Order, Status\n';
const PAY = `${IMPORT}
def pay(order: Order):
    if order.status != Status.NEW:
        raise ValueError
    order.status = Status.PAID
    order.save()
`;
const DONE = `
def finish(order: Order):
    if order.status == Status.PAID:
        order.status = Status.DONE
        order.save()
`;

function changes(base: Files, head: Files): readonly StateMachineChange[] {
  return reviewFiles({ base, head, rules: [], config: defaultConfig }).stateMachines;
}

function between(before: string, after: string): readonly string[] {
  const machines = changes(
    { 'models.py': MODELS, 'app.py': before },
    { 'models.py': MODELS, 'app.py': after },
  );
  return machines.flatMap(({ name, transitions }) =>
    transitions.map(
      ({ from, to, change, was }) =>
        `${name} ${change}: ${String(from)} -> ${to}${was.length > 0 ? ` (${was.join()})` : ''}`,
    ),
  );
}

describe('a change of a state machine', () => {
  test('adds and removes transitions', () => {
    expect(between(PAY, PAY + DONE)).toEqual([
      'Order.status kept: new -> paid',
      'Order.status added: paid -> done',
    ]);
    expect(between(PAY + DONE, PAY)).toEqual([
      'Order.status kept: new -> paid',
      'Order.status removed: paid -> done',
    ]);
  });

  test('loosens and widens them', () => {
    expect(
      between(
        PAY,
        PAY.replace('    if order.status != Status.NEW:\n        raise ValueError\n', ''),
      ),
    ).toEqual(['Order.status loosened: any -> paid (new)']);
    expect(between(PAY, PAY.replace('!= Status.NEW', 'not in (Status.NEW, Status.DONE)'))).toEqual([
      'Order.status kept: new -> paid',
      'Order.status added: done -> paid',
    ]);
  });

  test('adds states, and shows the machine with what other files do', () => {
    const base = { 'models.py': MODELS, 'app.py': PAY, 'other.py': `${IMPORT}${DONE}` };
    const head = {
      ...base,
      'models.py': MODELS.replace('    DONE', '    LOST = "lost"\n    DONE'),
    };
    const [machine, ...others] = changes(base, head);
    expect(others).toEqual([]);
    expect(machine).toMatchObject({
      name: 'Order.status',
      isNew: false,
      statesAdded: ['lost'],
      statesRemoved: [],
    });
    expect(machine?.transitions.map(({ to, change }) => `${change} ${to}`).sort()).toEqual([
      'kept done',
      'kept paid',
    ]);
  });

  test('is new with its model', () => {
    const app = `${PAY}${DONE}`;
    const [machine] = changes({ 'a.py': '' }, { 'a.py': '', 'models.py': MODELS, 'app.py': app });
    expect(machine).toMatchObject({ isNew: true, statesAdded: [] });
  });
});

describe('no change of it', () => {
  test('a guard that moves to a helper, the entity or a caller; a rename; other lines', () => {
    const helper = `${PAY.replace(
      '    if order.status != Status.NEW:\n        raise ValueError\n',
      '    ensure_payable(order)\n',
    )}
def ensure_payable(order: Order):
    if order.status != Status.NEW:
        raise ValueError
`;
    expect(between(PAY, helper)).toEqual([]);
    const caller = `${IMPORT}
def pay(order: Order):
    if order.status != Status.NEW:
        raise ValueError
    mark(order)
def mark(order: Order):
    order.status = Status.PAID
    order.save()
`;
    expect(between(PAY, caller)).toEqual([]);
    expect(between(PAY, PAY.replace('def pay', 'def settle'))).toEqual([]);
    expect(between(PAY, PAY.replace('order.save()', 'order.save()\n    print(order)'))).toEqual([]);
    expect(between(PAY, PAY.replace('Status.PAID', '"paid"'))).toEqual([]);
  });

  test('a type that became known', () => {
    const untyped = PAY.replace('order: Order', 'order');
    expect(between(untyped, PAY)).toEqual([]);
    expect(between(PAY, untyped)).toEqual([]);
  });

  test('an audit', () => {
    const review = reviewFiles({
      base: null,
      head: { 'models.py': MODELS, 'app.py': PAY },
      rules: [],
      config: defaultConfig,
    });
    expect(review.stateMachines).toEqual([]);
  });
});
