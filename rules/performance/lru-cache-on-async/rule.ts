import { defineRule, nameOf } from '#rule-kit';
import type { CallSite, DecoratorModel, FunctionModel, Knowledge } from '#rule-kit';

export default defineRule({
  title: 'Cache that keeps a coroutine, a generator or a session',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    coroutine:
      '`{cache}` keeps the coroutine of `async def {function}`: it can be awaited once, the second call fails.',
    generator:
      '`{cache}` keeps the generator of `{function}`: the first caller uses it up, the next one gets nothing.',
    session: '`{cache}` keeps the session that `{function}` returns: every caller shares it.',
  },
  library: 'async-lru or aiocache',
  create({ knowledge, report }) {
    return {
      function(fn) {
        const decorator = fn.decorators.find(isCache);
        if (decorator === undefined || !seesFunction(decorator, fn, knowledge)) return;
        const key = keptBy(fn, knowledge);
        if (key === null) return;
        const cache = nameOfDecorator(decorator);
        report(decorator, key, { cache, function: fn.name }, fixFor(key, fn));
      },
      call(call) {
        const cached = wrappedFunction(call);
        const key = cached === null ? null : keptBy(cached, knowledge);
        if (cached === null || key === null) return;
        report(call, key, { cache: call.text, function: cached.name }, fixFor(key, cached));
      },
    };
  },
});

type Kept = 'coroutine' | 'generator' | 'session';

function isCache({ fact }: Pick<DecoratorModel, 'fact'>): boolean {
  return fact?.roles?.includes('lru-cache') === true;
}

/** Decorators below the cache come first: only those of the standard library are known to pass the function on. */
function seesFunction(cache: DecoratorModel, fn: FunctionModel, knowledge: Knowledge): boolean {
  return fn.decorators
    .slice(fn.decorators.indexOf(cache) + 1)
    .every(({ name }) => name !== null && knowledge.kindsOf(name).includes('stdlib'));
}

function keptBy(fn: FunctionModel, knowledge: Knowledge): Kept | null {
  if (fn.facts.isGenerator) return 'generator';
  if (fn.isAsync) return 'coroutine';
  const type = fn.returnType;
  if (type === null || type.isClass) return null;
  const isSession =
    knowledge.hasRole(type.name, 'async-session') || knowledge.hasRole(type.name, 'session');
  return isSession ? 'session' : null;
}

/** The function given to a cache by hand: `lru_cache(fetch)`, `lru_cache(maxsize=8)(fetch)`. */
function wrappedFunction(call: CallSite): FunctionModel | null {
  const { callee, args } = call.expr;
  const owner = call.function ?? call.module;
  const maker = owner === call.module ? call.module.topLevel : call.function;
  const factory = maker?.calls.find(({ expr }) => expr === callee);
  if (!isCache(call) && (factory === undefined || !isCache(factory))) return null;
  const [given] = args;
  if (given === undefined || given.name !== null || given.splat !== '') return null;
  const named = owner.resolve(given.value);
  return named?.kind === 'function' ? named.function : null;
}

function nameOfDecorator({ expr }: DecoratorModel): string {
  return nameOf(expr.kind === 'call' ? expr.callee : expr) ?? 'cache';
}

function fixFor(key: Kept, fn: FunctionModel): { readonly fixCode?: string } {
  if (key !== 'coroutine') return {};
  const params = fn.facts.params.map(({ name }) => name).join(', ');
  return { fixCode: `@alru_cache(maxsize=128)\nasync def ${fn.name}(${params}):\n    ...` };
}
