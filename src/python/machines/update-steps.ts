/** Changes of state that the database makes: `UPDATE … SET status = … WHERE status = …` in the forms of the ORMs. */
import { textOf } from '../facts/expressions.ts';
import type { Expr } from '../facts/facts.ts';
import { statementOf } from '../effects/statement.ts';
import type { StateStep } from '../model/machines.ts';
import type { CallSite, FunctionModel } from '../model/symbols.ts';
import { statesOf } from './former-states.ts';
import { holderOf } from './holders.ts';
import { queriedStates } from './query-conditions.ts';
import type { MachineServices } from './services.ts';
import { isStateName, stateValue } from './state-values.ts';

export function updateSteps(fn: FunctionModel, services: MachineServices): readonly StateStep[] {
  return fn.calls.flatMap((call) => ofCall(call, fn, services));
}

function ofCall(call: CallSite, fn: FunctionModel, services: MachineServices): StateStep[] {
  if (call.fact?.effects === undefined) return [];
  const statement = statementOf(call, services);
  if (statement?.kind !== 'update' || statement.model === null) return [];
  const calls = [...new Set([...statement.chain, call])];
  const { model } = statement;
  return calls.flatMap((part) =>
    setIn(part).flatMap(({ column, value }) => {
      const holder = holderOf(model.class, column);
      const to = stateValue(value, fn, services);
      if (holder === null || to === null) return [];
      const narrowed = queriedStates(calls, column, { scope: fn, services });
      return [
        {
          module: fn.module,
          span: call.span,
          symbol: fn.symbol,
          holder,
          from: narrowed === null ? ('any' as const) : statesOf(narrowed, holder),
          to,
          function: fn,
          text: `${part.text}(${column}=${textOf(value)})`,
        },
      ];
    }),
  );
}

/** `.values(status=…)`, `.update(status=…)`, `.update({"status": …})`, `.update({Order.status: …})`. */
function setIn({
  expr,
  text,
}: CallSite): readonly { readonly column: string; readonly value: Expr }[] {
  if (!/(?:^|\.)(?:values|a?update)$/u.test(text)) return [];
  return expr.args.flatMap(({ name, value }) => {
    if (name !== null) return isStateName(name) ? [{ column: name, value }] : [];
    if (value.kind !== 'dict') return [];
    return value.entries.flatMap(({ key, value: set }) => {
      const column = key?.kind === 'string' ? key.value : key?.kind === 'attribute' ? key.name : '';
      return isStateName(column) ? [{ column, value: set }] : [];
    });
  });
}
