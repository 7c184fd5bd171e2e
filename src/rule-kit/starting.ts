import type { FunctionModel, Project } from '../python/model/index.ts';

/** Modules of commands: what an operator starts by hand. */
const COMMANDS = /(?:^|\.)(?:cli|manage|management|commands?|seeds?|bootstrap)(?:\.|$)/u;
/** Functions and modules that run once, when the program starts. */
const STARTS =
  /(?:^|[_.])(?:startup|bootstrap|seed|initiali[sz]e|setup|populate)(?:[_.]|$)|^_*(?:ensure|create|sync|load)_default(?:_|s|$)/u;

/** What an operator starts by hand, or what runs once at the start: it races with nobody. */
export function runsAlone(fn: FunctionModel, project: Project): boolean {
  if (COMMANDS.test(fn.module.name) || STARTS.test(fn.name)) return true;
  if (/_bootstrap\w*$|(?:^|\.)bootstrap_/u.test(fn.module.name)) return true;
  const entries = project.entriesReaching(fn);
  return entries.length > 0 && entries.every(({ kind }) => kind === 'cli' || kind === 'startup');
}

/** It is what starts the application, and nothing else: nobody is served yet who could wait. */
export function runsAtStart({ entries }: FunctionModel): boolean {
  return entries.length > 0 && entries.every(({ kind }) => kind === 'startup');
}
