import { describe, expect, it } from '@jest/globals';
import { sqlShape } from '../../../../src/python/effects/sql-text.ts';

describe('sqlShape', () => {
  it.each([
    ['SELECT * FROM public.orders o WHERE id = %s', 'select', 'orders'],
    ['  insert into "orders" (id) values (1)', 'insert', 'orders'],
    ['UPDATE ONLY shop.orders SET x = 1', 'update', 'orders'],
    ['DELETE FROM `orders`', 'delete', 'orders'],
    ['WITH old AS (SELECT 1) UPDATE orders SET x = 1', 'update', 'orders'],
    ['WITH a AS (SELECT 1 FROM orders) SELECT * FROM a', 'select', 'orders'],
    ['-- comment\nSELECT 1 FROM orders', 'select', 'orders'],
    ['BEGIN', 'begin', ''],
    ['ALTER TABLE orders ADD x int', 'schema', ''],
  ])('%s', (text, kind, table) => {
    expect(sqlShape(text)).toMatchObject({ kind, table });
  });

  it('knows locks, conflicts and conditions', () => {
    expect(sqlShape('select 1 from orders where id=1 for update skip locked')).toMatchObject({
      rowLock: true,
      skipLocked: true,
      hasWhere: true,
    });
    expect(sqlShape('insert into orders values (1) on conflict do nothing')).toMatchObject({
      onConflict: true,
    });
    expect(sqlShape("select 'for update' from orders")).toMatchObject({ rowLock: false });
  });

  it('is silent about what is no SQL', () => {
    expect([sqlShape('Hello there'), sqlShape(''), sqlShape('{}')]).toEqual([null, null, null]);
  });
});
