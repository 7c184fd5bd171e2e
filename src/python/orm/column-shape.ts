import type { Expr } from '../facts/facts.ts';
import type { OrmColumn } from '../model/orm.ts';

export type ColumnDraft = Partial<Omit<OrmColumn, 'module' | 'span' | 'symbol' | 'name'>>;

/** A column at the place of its attribute; what the draft does not say is the plain column. */
export function columnAt(
  place: Pick<OrmColumn, 'module' | 'span' | 'symbol'>,
  name: string,
  draft: ColumnDraft,
): OrmColumn {
  const { module, span, symbol } = place;
  return {
    type: '',
    nullable: null,
    unique: false,
    indexed: false,
    primaryKey: false,
    references: null,
    hasDefault: false,
    hasServerDefault: false,
    states: [],
    value: null,
    ...draft,
    module,
    span,
    symbol,
    name,
  };
}

/** The annotation's subscript of a wrapper: `X` of `Mapped[X]`; null when it is none. */
export function inside(annotation: Expr | null, wrapper: (callee: Expr) => boolean): Expr | null {
  if (annotation?.kind !== 'subscript' || !wrapper(annotation.object)) return null;
  return annotation.index[0] ?? null;
}

/** `X | None`, `Optional[X]` → X and true. */
export function withoutNone(annotation: Expr): { readonly type: Expr; readonly optional: boolean } {
  if (annotation.kind === 'subscript' && lastWord(annotation.object) === 'Optional') {
    return { type: annotation.index[0] ?? annotation, optional: true };
  }
  const members = unionMembers(annotation);
  const rest = members.filter((member) => !isNone(member));
  const [only] = rest;
  return {
    type: rest.length === 1 && only !== undefined ? only : annotation,
    optional: rest.length < members.length,
  };
}

function unionMembers(annotation: Expr): readonly Expr[] {
  if (annotation.kind === 'binary' && annotation.operator === '|') {
    return [...unionMembers(annotation.left), ...unionMembers(annotation.right)];
  }
  if (annotation.kind === 'subscript' && lastWord(annotation.object) === 'Union')
    return annotation.index;
  return [annotation];
}

function isNone(expr: Expr): boolean {
  return expr.kind === 'constant' && expr.value === 'None';
}

export function lastWord(expr: Expr): string {
  if (expr.kind === 'attribute') return expr.name;
  return expr.kind === 'name' ? expr.id : '';
}
