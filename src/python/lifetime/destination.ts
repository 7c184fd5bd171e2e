import { expressionsOf, walkExpressions, walkStatements } from '../facts/expressions.ts';
import type { Expr, Stmt } from '../facts/facts.ts';
import { flowOf } from '../effects/chains.ts';
import type { Operation } from '../model/flow.ts';
import type { CallSite, FunctionModel, Placed } from '../model/symbols.ts';

/**
 * Where the value of a call goes inside the function (or the top level) that makes the call. Follows plain names, containers and
 * constructors; never what an unknown function does with it.
 */
export interface Destination {
  /** Returned or yielded to whoever called. */
  readonly returned: boolean;
  /** Given to an attribute of the method's own object. */
  readonly field: string | null;
  /** Kept for good, here. */
  readonly kept: Kept | null;
  /** Goes where it is not followed: another object, a container of another function, a closure, `x or build()`. */
  readonly unknown: boolean;
  /** Put into a container of the module: `rates[currency] = fetch()`. */
  readonly stored: boolean;
}

export interface Kept {
  readonly holder: 'module' | 'class' | 'global';
  readonly name: string;
  readonly place: Placed;
}

const NOWHERE: Destination = {
  returned: false,
  field: null,
  kept: null,
  unknown: false,
  stored: false,
};
const MAX_ROUNDS = 4;
/** Callees that hold what they are given, and give back themselves: `Service(client)`, `sessionmaker(engine)`. */
const HOLDERS =
  /^(?:[A-Z]\w*|\w*sessionmaker|scoped_session|enter_(?:async_)?context|a?closing|cast|partial)$/u;
export const STORES =
  /^_*(?:append|add|push|put|insert|set|setattr|setdefault|register|update|bind|override|provide|store|configure|init|install)(?:_\w+|[A-Z]\w*)?$/u;

/** Where the value of a call goes. */
export function destinationOf(call: CallSite): Destination {
  const search = new Search(call);
  return search.run();
}

/** `with build() as x`: closed at the end of the block, so only a `yield` in it hands it on. */
export function isEntered(call: CallSite): boolean {
  const { statement } = call.operation;
  return (
    statement.kind === 'with' &&
    statement.items.some(({ context }) => unwrapped(context) === call.expr)
  );
}

function unwrapped(expr: Expr): Expr {
  return expr.kind === 'await' ? expr.value : expr;
}

class Search {
  private readonly call: CallSite;
  private readonly fn: FunctionModel | null;
  private readonly names = new Set<string>();
  private readonly globals: ReadonlySet<string>;
  private readonly entered: boolean;
  private found: Destination = NOWHERE;

  constructor(call: CallSite) {
    this.call = call;
    this.fn = call.function;
    this.globals = globalNames(this.fn?.body ?? []);
    this.entered = isEntered(call);
  }

  run(): Destination {
    this.enter();
    for (let round = 0, size = -1; round < MAX_ROUNDS && size !== this.names.size; round += 1) {
      size = this.names.size;
      for (const operation of flowOf(this.call).operations) this.follow(operation);
    }
    if (this.fn !== null && this.isCaptured(this.fn)) this.mark({ unknown: true });
    return this.found;
  }

  private enter(): void {
    const { statement } = this.call.operation;
    if (!this.entered || statement.kind !== 'with') return;
    for (const { context, target } of statement.items)
      if (unwrapped(context) === this.call.expr && target?.kind === 'name')
        this.names.add(target.id);
  }

  private mark(found: Partial<Destination>): void {
    this.found = { ...this.found, ...found };
  }

  private follow(operation: Operation): void {
    switch (operation.kind) {
      case 'assign':
        if (operation.value !== null && this.carries(operation.value))
          for (const target of operation.targets) this.assigned(target, operation);
        return;
      case 'yield':
        if (operation.value !== null && this.carries(operation.value))
          this.mark({ returned: true });
        return;
      case 'return':
        if (operation.value !== null && this.carries(operation.value))
          this.mark(this.entered ? { unknown: true } : { returned: true });
        return;
      case 'call':
        this.given(operation.call);
        return;
      default:
    }
  }

  private assigned(target: Expr, operation: Operation): void {
    if (target.kind === 'tuple' || target.kind === 'list') {
      for (const item of target.items) this.assigned(item, operation);
    } else if (target.kind === 'name') {
      this.named(target.id, operation);
    } else if (target.kind === 'attribute') {
      this.attribute(target, operation);
    } else {
      this.mark({ unknown: true, stored: this.isOfModule(target) });
    }
  }

  /** The container is no local name and no attribute. */
  private isOfModule(target: Expr): boolean {
    if (target.kind !== 'subscript' || target.object.kind !== 'name') return false;
    const { id } = target.object;
    return (
      this.fn?.params.every(({ name }) => name !== id) === true &&
      this.fn.flow.definitionsOf(id, this.call.operation).length === 0
    );
  }

  private named(name: string, operation: Operation): void {
    if (this.fn === null) {
      this.names.add(name);
      const { symbol } = this.call;
      const holder = symbol === '' ? 'module' : 'class';
      this.keep({ holder, name: symbol === '' ? name : `${symbol}.${name}` }, operation);
    } else if (this.globals.has(name)) {
      this.keep({ holder: 'global', name }, operation);
    } else {
      this.names.add(name);
    }
  }

  private keep(kept: Omit<Kept, 'place'>, operation: Operation): void {
    if (this.entered) return;
    const { module, symbol } = this.call;
    const span = { start: operation.start, end: operation.end };
    this.mark({ kept: this.found.kept ?? { ...kept, place: { module, symbol, span } } });
  }

  private attribute(
    target: Extract<Expr, { readonly kind: 'attribute' }>,
    operation: Operation,
  ): void {
    const { fn } = this;
    const isReceiver =
      target.object.kind === 'name' &&
      fn?.class !== null &&
      fn?.isStatic === false &&
      fn.params[0]?.name === target.object.id;
    if (isReceiver && fn.isClassMethod)
      this.keep({ holder: 'class', name: `${fn.class?.name ?? 'cls'}.${target.name}` }, operation);
    else if (isReceiver) this.mark({ field: target.name });
    else this.mark({ unknown: true });
  }

  /** `clients.append(client)`, `register(client)`; other functions use it and give it back. */
  private given(call: CallSite): void {
    if (call === this.call || call.expr.callee.kind === 'unknown') return;
    const name = lastName(call.expr.callee);
    if (STORES.test(name) && call.expr.args.some(({ value }) => this.carries(value)))
      this.mark({ unknown: true });
  }

  /** True when the value of an expression is, or holds, what was built. */
  private carries(root: Expr): boolean {
    const open: Expr[] = [root];
    for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
      if (expr === this.call.expr) return true;
      if (expr.kind === 'name') {
        if (this.names.has(expr.id)) return true;
      } else if (expr.kind === 'conditional' || expr.kind === 'boolean') {
        // One that is given or a new one: who gives it is not followed.
        const parts =
          expr.kind === 'boolean' ? [expr.left, expr.right] : [expr.then, expr.otherwise];
        if (parts.some((part) => unwrapped(part) === this.call.expr)) this.mark({ unknown: true });
      } else {
        open.push(...partsOf(expr));
      }
    }
    return false;
  }

  /** A function defined inside uses it later, whenever that runs. */
  private isCaptured(fn: FunctionModel): boolean {
    if (this.names.size === 0) return false;
    return fn.module.functions.some(
      (inner) =>
        inner.outer === fn && [...namesIn(inner.body)].some((name) => this.names.has(name)),
    );
  }
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'await':
    case 'named':
    case 'starred':
      return [expr.value];
    case 'yield':
      return expr.value === null ? [] : [expr.value];
    case 'tuple':
    case 'list':
    case 'set':
      return expr.items;
    case 'dict':
      return expr.entries.map(({ value }) => value);
    case 'call':
      return HOLDERS.test(lastName(expr.callee)) ? expr.args.map(({ value }) => value) : [];
    default:
      return [];
  }
}

function lastName(expr: Expr): string {
  if (expr.kind === 'name') return expr.id;
  return expr.kind === 'attribute' ? expr.name : '';
}

function globalNames(body: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set<string>();
  walkStatements(body, (statement) => {
    if (statement.kind === 'global' || statement.kind === 'nonlocal')
      for (const name of statement.names) names.add(name);
    return undefined;
  });
  return names;
}

function namesIn(body: readonly Stmt[]): ReadonlySet<string> {
  const names = new Set<string>();
  walkStatements(body, (statement) => {
    for (const root of expressionsOf(statement))
      walkExpressions(root, (expr) => {
        if (expr.kind === 'name') names.add(expr.id);
      });
    return undefined;
  });
  return names;
}
