import { expect, it } from '@jest/globals';
import { rewritesTable, typeFamily } from '../../../src/rule-kit/column-types.ts';

it('families of column types over ORMs and SQL', () => {
  expect(typeFamily('sqlalchemy.BigInteger')).toBe('big-integer');
  expect(typeFamily('django.db.models.PositiveSmallIntegerField')).toBe('small-integer');
  expect(typeFamily('django.db.models.SlugField')).toBe('text');
  expect(typeFamily('sqlalchemy.dialects.postgresql.JSONB')).toBe('jsonb');
  expect(typeFamily('bigint')).toBe('big-integer');
  expect(typeFamily('app.types.EmailType')).toBeNull();
});

it('a change of type writes every row anew, unless it stays in the family or is not known', () => {
  expect(rewritesTable('sqlalchemy.Integer', 'sqlalchemy.BigInteger')).toBe(true);
  expect(rewritesTable('sqlalchemy.String', 'sqlalchemy.Text')).toBe(false);
  expect(rewritesTable('app.types.Money', 'sqlalchemy.Text')).toBe(false);
});
