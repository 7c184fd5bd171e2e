import { fileURLToPath } from 'node:url';
import { readKnowledge } from '../../src/adapters/knowledge-files/index.ts';
import { createKnowledge } from '../../src/knowledge/index.ts';
import type { Knowledge } from '../../src/knowledge/knowledge.ts';
import type { ModuleModel } from '../../src/python/model/symbols.ts';
import type { Project } from '../../src/python/model/project.ts';
import { createProject, type ProjectInput } from '../../src/python/project/create-project.ts';
import { sourceTreeOf, type Files } from './source-tree.ts';

/** The real knowledge base, read once per test file. */
export function testKnowledge(): Knowledge {
  known ??= loadKnowledge();
  return known;
}

let known: Knowledge | null = null;

function loadKnowledge(): Knowledge {
  const folder = fileURLToPath(new URL('../../rules/knowledge', import.meta.url));
  const entries = readKnowledge(folder);
  if (!entries.ok) throw new Error(JSON.stringify(entries.error, null, 2));
  return createKnowledge(entries.value);
}

export interface ProjectOptions extends Omit<Partial<ProjectInput>, 'tree'> {
  /** Paths that exist but cannot be read. */
  readonly absent?: readonly string[];
}

/** A project of files given as text, with the real parser and knowledge base. */
export function projectOf(files: Files, { absent, ...options }: ProjectOptions = {}): Project {
  const knowledge = options.knowledge ?? testKnowledge();
  return createProject({ ...options, knowledge, tree: sourceTreeOf(files, absent) });
}

/** Model of a module that must exist. */
export function moduleOf(project: Project, path: string): ModuleModel {
  const module = project.module(path);
  if (module === null) throw new Error(`${path} cannot be read.`);
  return module;
}
