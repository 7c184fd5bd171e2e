import { walkExpressions } from '../facts/expressions.ts';
import type { CallExpr, Expr } from '../facts/facts.ts';
import type { ClassModel, FunctionModel, Resolution } from '../model/symbols.ts';
import { isFunction } from '../flow/services.ts';
import { definitionScope, type Draft } from './draft.ts';
import type { Scope } from './references.ts';
import { routerChain } from './routers.ts';
import type { EntryServices } from './services.ts';

/** What runs before an entry point. */
export interface EntryGuards {
  readonly guards: readonly FunctionModel[];
  readonly resolved: boolean;
}

const MAX_DEPTH = 3;

/** Dependencies of the parameters, of the registration, of its routers; decorators of the project. In the order in which they are declared. */
export function entryGuards(draft: Draft, services: EntryServices): EntryGuards {
  const search = new GuardSearch(services);
  for (const { list, scope } of routerChain(draft.router, draft.module, services).dependencies)
    search.list(list, scope);
  for (const list of draft.dependencies) search.list(list, draft.scope);
  search.decorators(draft);
  search.parameters(draft.function, MAX_DEPTH);
  return { guards: search.guards, resolved: search.resolved };
}

class GuardSearch {
  readonly guards: FunctionModel[] = [];
  resolved = true;
  private readonly services: EntryServices;

  constructor(services: EntryServices) {
    this.services = services;
  }

  decorators({ function: fn }: Draft): void {
    for (const { target, name } of fn.decorators) {
      if (target !== null && isFunction(target)) this.add(target, 0);
      else if (target !== null) this.addClass(target, 0);
      else if (name === null) this.resolved = false;
    }
  }

  /** `dependencies=[Depends(current_user)]`. */
  list(list: Expr, scope: Scope): void {
    if (list.kind !== 'list' && list.kind !== 'tuple') {
      this.resolved = false;
      return;
    }
    for (const item of list.items) {
      if (item.kind === 'call' && this.isMarker(item, scope)) this.marker(item, scope, MAX_DEPTH);
      else if (!this.provider(item, scope, MAX_DEPTH)) this.resolved = false;
    }
  }

  parameters(fn: FunctionModel, depth: number): void {
    for (const { dependency, facts } of fn.params) {
      if (dependency !== null) {
        this.add(dependency, depth);
        continue;
      }
      for (const expr of [facts.annotation, facts.default]) {
        for (const call of expr === null ? [] : this.markersIn(expr, definitionScope(fn)))
          this.marker(call, definitionScope(fn), depth);
      }
    }
  }

  private marker(call: CallExpr, scope: Scope, depth: number): void {
    const provider = call.args.find(
      ({ name, splat }) => splat === '' && (name === null || name === 'dependency'),
    )?.value;
    // `Depends()` takes the annotated class itself.
    if (provider !== undefined && !this.provider(provider, scope, depth)) this.resolved = false;
  }

  /** True when it is known what is called. */
  private provider(expr: Expr, scope: Scope, depth: number): boolean {
    if (expr.kind === 'call')
      return this.instance(scope.typeOf(expr), scope.resolve(expr.callee), depth);
    const resolved = scope.resolve(expr);
    if (resolved?.kind === 'function') this.add(resolved.function, depth);
    else if (resolved?.kind === 'class') this.addClass(resolved.class, depth);
    else if (resolved?.kind === 'value') return this.instance(resolved.type, null, depth);
    if (resolved?.kind === 'external') return this.isKnown(resolved.name);
    return resolved !== null && resolved.kind !== 'module';
  }

  /** `Depends(RequireRole('admin'))` calls the instance; `Depends(require('admin'))` what the factory returns. */
  private instance(
    type: { readonly class: ClassModel | null } | null,
    callee: Resolution | null,
    depth: number,
  ): boolean {
    if (type !== null && type.class !== null) {
      this.addClass(type.class, depth);
      return true;
    }
    if (callee?.kind === 'function') {
      this.add(callee.function, depth);
      return true;
    }
    return type !== null || (callee?.kind === 'external' && this.isKnown(callee.name));
  }

  /** A function of a library nobody described may check anything. */
  private isKnown(name: string): boolean {
    return this.services.knowledge.libraryOf(name) !== null;
  }

  private addClass(cls: ClassModel, depth: number): void {
    for (const name of ['__call__', '__init__']) {
      const method = cls.method(name);
      if (method !== null) this.add(method, depth);
    }
  }

  private add(guard: FunctionModel, depth: number): void {
    if (this.guards.includes(guard)) return;
    this.guards.push(guard);
    if (depth > 0) this.parameters(guard, depth - 1);
  }

  private isMarker(call: CallExpr, scope: Scope): boolean {
    const resolved = scope.resolve(call.callee);
    return (
      resolved?.kind === 'external' &&
      this.services.knowledge.hasRole(resolved.name, 'dependency-marker')
    );
  }

  private markersIn(expr: Expr, scope: Scope): readonly CallExpr[] {
    const calls: CallExpr[] = [];
    walkExpressions(expr, (inner) => {
      if (inner.kind === 'call' && this.isMarker(inner, scope)) calls.push(inner);
    });
    return calls;
  }
}
