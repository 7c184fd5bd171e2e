import type { EvidenceSearch } from '../model/evidence.ts';
import type { OrmModel } from '../model/orm.ts';
import type { Project } from '../model/project.ts';
import type { Expr } from '../facts/facts.ts';
import type { FunctionModel, ModuleModel, Resolution, TypeRef } from '../model/symbols.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';

/** What reading state machines asks of the project. */
export interface MachineServices {
  readonly knowledge: Knowledge;
  ormModel(nameOrTable: string): OrmModel | null;
  /** Model of the module with a dotted name. */
  moduleNamed(dotted: string): ModuleModel | null;
  readonly callersOf: Project['callersOf'];
  /** Tests of a state in a function and in what it calls. */
  stateGuards(fn: FunctionModel, depth: number): EvidenceSearch;
}

/** Where an expression is read. */
export interface Scope {
  resolve(expr: Expr): Resolution | null;
  typeOf(expr: Expr): TypeRef | null;
}
