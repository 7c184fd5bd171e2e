import type { Operation } from '../../src/python/model/flow.ts';
import type { CallSite, FunctionModel, ModuleModel } from '../../src/python/model/symbols.ts';
import type { Project } from '../../src/python/model/project.ts';
import { moduleOf, projectOf } from './project.ts';

/** One module as a project. */
export function moduleFrom(
  source: string,
  others: Readonly<Record<string, string>> = {},
): ModuleModel {
  return moduleOf(projectOf({ ...others, 'app.py': source }), 'app.py');
}

/** A function or method by its dotted name inside the module. */
export function functionIn(module: ModuleModel, qualname: string): FunctionModel {
  const found = module.functions.find(({ facts }) => facts.qualname === qualname);
  if (found === undefined) throw new Error(`There is no function ${qualname}.`);
  return found;
}

export function functionOf(project: Project, path: string, qualname: string): FunctionModel {
  return functionIn(moduleOf(project, path), qualname);
}

/** The only call with this callee text in a function. */
export function callIn(fn: FunctionModel, text: string): CallSite {
  const found = fn.flow.calls.filter((call) => call.text === text);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} calls of ${text}.`);
  return only;
}

export function operationOf(fn: FunctionModel, text: string): Operation {
  return callIn(fn, text).operation;
}

/** Kinds of operations with their text, in order. */
export function outlineOf(fn: FunctionModel): readonly string[] {
  const source = (operation: Operation): string => {
    if (operation.kind === 'call') return operation.call.text;
    return operation.kind === 'assign' ? String(operation.targets.length) : '';
  };
  return fn.flow.operations.map((operation) => `${operation.kind} ${source(operation)}`.trim());
}
