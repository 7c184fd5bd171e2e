import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { ImportGraph, ModuleInfo } from '../model/project.ts';
import type { ModuleModel } from '../model/symbols.ts';

/** What the reading of models and migrations asks of the project. */
export interface OrmServices {
  readonly knowledge: Knowledge;
  readonly modules: readonly ModuleInfo[];
  readonly imports: Pick<ImportGraph, 'importersOf' | 'externalImportsOf'>;
  module(path: string): ModuleModel | null;
}
