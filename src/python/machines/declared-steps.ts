/** Transitions that the code declares: a table of allowed ones, and decorators that name source and target. */
import { textOf } from '../facts/expressions.ts';
import type { Argument, DictExpr, Expr, Stmt } from '../facts/facts.ts';
import type { StateHolder, StateStep } from '../model/machines.ts';
import type { ClassModel, FunctionModel, ModuleModel } from '../model/symbols.ts';
import { holderOf } from './holders.ts';
import type { MachineServices } from './services.ts';
import { classNamed, enumStates, isEnum, stateList, stateValue } from './state-values.ts';

/** `ALLOWED = {Status.NEW: {Status.PAID}, …}` at the top of a module or class, all of one enum. */
export function tableSteps(module: ModuleModel, services: MachineServices): readonly StateStep[] {
  const bodies = [module.facts.body, ...module.facts.classes.map(({ body }) => body)];
  return bodies.flatMap((body) => body.flatMap((stmt) => tableIn(stmt, module, services)));
}

function tableIn(stmt: Stmt, module: ModuleModel, services: MachineServices): readonly StateStep[] {
  if (stmt.kind !== 'assign' || stmt.value?.kind !== 'dict' || stmt.operator !== null) return [];
  const owner = enumOfTable(stmt.value, module);
  if (owner === null) return [];
  const { span, symbol } = owner;
  const holder: StateHolder = {
    module: owner.module,
    span,
    symbol,
    owner,
    column: '',
    states: enumStates(owner),
  };
  return stmt.value.entries.flatMap(({ key, value }) => {
    const from = key === null ? null : stateValue(key, module, services);
    const targets = stateList(value, module, services);
    if (key === null || from === null || targets === null) return [];
    return targets.map((to) => ({
      module,
      span: { start: key.start, end: value.end },
      symbol: '',
      holder,
      from: [from],
      to,
      function: null,
      text: textOf(key),
    }));
  });
}

/** The enum that all keys and all values are members of. */
function enumOfTable({ entries }: DictExpr, module: ModuleModel): ClassModel | null {
  const classes = new Set<ClassModel | null>();
  for (const { key, value } of entries) {
    classes.add(key === null ? null : enumOfMember(key, module));
    for (const item of membersOf(value) ?? [null])
      classes.add(item === null ? null : enumOfMember(item, module));
  }
  const [only = null, ...others] = classes;
  return others.length === 0 ? only : null;
}

function membersOf(value: Expr): readonly Expr[] | null {
  const [only, ...others] = value.kind === 'call' ? value.args : [];
  if (value.kind === 'call') {
    const isCollection =
      value.callee.kind === 'name' && /^(?:frozenset|set|tuple|list)$/u.test(value.callee.id);
    if (!isCollection || others.length > 0) return null;
    return only === undefined ? [] : membersOf(only.value);
  }
  return value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set'
    ? value.items
    : null;
}

function enumOfMember(expr: Expr, module: ModuleModel): ClassModel | null {
  const cls = expr.kind === 'attribute' ? classNamed(expr.object, module) : null;
  return cls !== null && isEnum(cls) ? cls : null;
}

/** `@transition(field=status, source="new", target="paid")`. */
export function decoratedSteps(fn: FunctionModel, services: MachineServices): readonly StateStep[] {
  const owner = fn.class;
  if (owner === null) return [];
  return fn.decorators.flatMap(({ args, span, expr }) => {
    const given = (name: string): Argument | undefined => args.find((one) => one.name === name);
    const column = given('field')?.value;
    const source = given('source')?.value;
    const target = given('target')?.value;
    if (column === undefined || source === undefined || target === undefined) return [];
    const name = column.kind === 'name' ? column.id : column.kind === 'string' ? column.value : '';
    const holder = holderOf(owner, name);
    const to = stateValue(target, fn, services);
    if (holder === null || to === null) return [];
    const isAny = source.kind === 'string' && source.value === '*';
    const one = stateValue(source, fn, services);
    const from = isAny
      ? 'any'
      : one === null
        ? (stateList(source, fn, services) ?? 'unknown')
        : [one];
    return [
      {
        module: fn.module,
        span,
        symbol: fn.symbol,
        holder,
        from,
        to,
        function: fn,
        text: textOf(expr),
      },
    ];
  });
}
