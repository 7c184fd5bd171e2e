import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { ImportGraph } from '../model/project.ts';
import type { ModuleModel } from '../model/symbols.ts';

/** What the search for entry points asks of the project. */
export interface EntryServices {
  readonly knowledge: Knowledge;
  readonly imports: Pick<ImportGraph, 'importsOf' | 'importersOf' | 'externalImportsOf'>;
  module(path: string): ModuleModel | null;
}
