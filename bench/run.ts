import { parseArgs } from 'node:util';
import { readDirectoryTree } from '../src/adapters/files/directory-tree.ts';
import type { TreeContents } from '../src/application/trees/tree-contents.ts';
import { audit, importGraph, memory } from './analysis.ts';
import { pullRequests } from './changes.ts';
import { printFigures } from './figures.ts';
import { hostile } from './hostile.ts';
import { generatedTree } from './inputs.ts';
import { reviewsByApp } from './service.ts';

/**
 * Measures Lintel against the budgets of docs/performance.md. Without arguments it works on generated source, so that it runs
 * anywhere; `--tree FOLDER` measures a real tree, `--git FOLDER --list FILE` replays the pull requests of a repository.
 */
const { values } = parseArgs({
  options: {
    tree: { type: 'string' },
    git: { type: 'string' },
    list: { type: 'string' },
    count: { type: 'string', default: '30' },
    only: { type: 'string' },
  },
});

function contents(features = 100): TreeContents {
  return values.tree === undefined
    ? generatedTree(features)
    : readDirectoryTree(values.tree).contents;
}

const name = values.tree ?? 'generated source';
const sections: Readonly<Record<string, () => Promise<void>>> = {
  graph: async () => printFigures(`Import graph of ${name}`, await importGraph(contents())),
  audit: async () => printFigures(`Audit of ${name}`, await audit(contents())),
  changes: async () => {
    if (values.git === undefined || values.list === undefined) return;
    const figures = await pullRequests(values.git, values.list, Number(values.count));
    printFigures(`Pull requests of ${values.git}`, figures);
  },
  hostile: async () => printFigures('Hostile files', await hostile()),
  service: async () => printFigures('The App against a simulated GitHub', await reviewsByApp()),
  memory: async () =>
    printFigures(`Memory over eight audits of ${name}`, await memory(contents(30))),
};

for (const [section, run] of Object.entries(sections)) {
  if (values.only === undefined || values.only.split(',').includes(section)) await run();
}
