import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { CallExpr } from '../facts/facts.ts';
import type { Operation } from '../model/flow.ts';
import type { CallSite } from '../model/symbols.ts';
import type { FlowOwner } from '../symbols/services.ts';
import { chainText } from './expression-text.ts';
import { Emitter } from './emitter.ts';
import { Flow, type FlowQuestions } from './function-flow.ts';
import { scopesOf } from './scopes.ts';
import { isFunction, isModule, moduleOf, type FlowServices } from './services.ts';
import { emitBody } from './statements.ts';

export interface Flows {
  flowOf(owner: FlowOwner): Flow;
  operationOf(owner: FlowOwner, call: CallExpr): Operation;
}

/** Makes flows on demand; the same body always has the same flow. */
export function createFlows(services: FlowServices): Flows {
  const flows = new WeakMap<FlowOwner, Flow>();
  const questions: FlowQuestions = {
    scopesOf: (flow) => scopesOf(flow, services),
    neverReturns: (call) => neverReturns(call, services.knowledge),
  };
  const flowOf = (owner: FlowOwner): Flow => {
    const known = flows.get(owner);
    if (known !== undefined) return known;
    const emitter = new Emitter((expr) => services.callSiteOf(owner, expr));
    emitBody(emitter, moduleOf(owner).facts, isModule(owner) ? owner.facts.body : owner.body);
    const flow = new Flow(owner, emitter, questions);
    flows.set(owner, flow);
    return flow;
  };
  return {
    flowOf,
    operationOf(owner, call) {
      const operation = flowOf(owner).operationOf(call);
      if (operation === null)
        throw new Error('A call was asked for in a body that does not hold it.');
      return operation;
    },
  };
}

/** `sys.exit()` and the project's own functions that are declared never to return. */
function neverReturns(call: CallSite, knowledge: Knowledge): boolean {
  const { target } = call;
  if (target !== null && isFunction(target)) {
    const returns = target.facts.returns;
    const text = returns === null ? '' : chainText(returns);
    return /(^|\.)(NoReturn|Never)$/.test(text);
  }
  return call.name !== null && knowledge.effectsOf(call.name).includes('process-exit');
}
