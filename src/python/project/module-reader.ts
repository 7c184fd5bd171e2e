import type { ModuleFacts } from '../facts/facts.ts';
import type { ModuleInfo, Project } from '../model/project.ts';
import type { SourceTree } from '../model/source-tree.ts';
import type { ModuleModel } from '../model/symbols.ts';
import type { ModuleModels } from '../symbols/services.ts';
import { kindWithHeader } from './file-kind.ts';
import type { Structure } from './structure.ts';
import { compareText } from './tree-paths.ts';

/** Reads modules on demand and remembers what could not be read. */
export interface ModuleReader {
  readonly module: (path: string) => ModuleModel | null;
  unread(): Project['unread'];
}

export interface ModuleReaderInput {
  readonly tree: SourceTree;
  readonly structure: Structure;
  models(): ModuleModels;
}

const REASONS = {
  absent: 'The content is not at hand in this review.',
  'too-large': 'The file is too large.',
  'too-slow': 'The parser gave up.',
  undecodable: 'The encoding cannot be read.',
} as const;

/** Makes the reader; a module is read once. */
export function createModuleReader(input: ModuleReaderInput): ModuleReader {
  const known = new Map<string, ModuleModel | null>();
  const unread = new Map<string, string>();

  function read(path: string): ModuleModel | null {
    const info = input.structure.index.at(path);
    if (info === null) return null;
    const outcome = input.tree.factsOf(info.file);
    if (outcome.ok) return input.models().model(withHeader(info, outcome.facts), outcome.facts);
    unread.set(path, REASONS[outcome.reason]);
    return null;
  }

  return {
    module(path) {
      const cached = known.get(path);
      if (cached !== undefined) return cached;
      const model = read(path);
      known.set(path, model);
      return model;
    },
    unread: () =>
      [...unread]
        .map(([path, reason]) => ({ path, reason }))
        .sort((a, b) => compareText(a.path, b.path)),
  };
}

/** The header of a file can say that it is generated; its path alone cannot. */
function withHeader(info: ModuleInfo, facts: ModuleFacts): ModuleInfo {
  const header = facts.comments
    .filter((comment) => comment.line <= 10)
    .map((comment) => comment.text);
  const kind = kindWithHeader(info.kind, header);
  return kind === info.kind ? info : { ...info, kind };
}
