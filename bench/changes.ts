import { readFileSync } from 'node:fs';
import { openGitRepository } from '../src/adapters/git/git-tree.ts';
import type { TreeContents } from '../src/application/trees/tree-contents.ts';
import { defaultConfig } from '../src/engine/config.ts';
import { loadEngine } from '../src/main/wiring/engine.ts';
import type { Figure } from './figures.ts';
import { cpuOf, milliseconds, percentile, ratio, timed } from './figures.ts';
import { copiesOf } from './inputs.ts';

/** One pull request of a list: `[{ "pr": 12, "base": "<commit>", "head": "<commit>", "kind": "merged-…" }]`. */
interface ListedPullRequest {
  readonly pr: number;
  readonly kind: string;
  readonly base: string;
  readonly head: string;
  readonly py_files: number;
}

/** P4 to P6: what one pull request costs, warm and cold, and how that grows with the repository. */
export async function pullRequests(
  gitFolder: string,
  listFile: string,
  count: number,
): Promise<Figure[]> {
  const repository = openGitRepository(gitFolder);
  if (!repository.ok) throw new Error(`${gitFolder} is no git repository.`);
  const listed = readList(listFile).slice(0, count);
  const trees: { base: TreeContents; head: TreeContents }[] = [];
  for (const { base, head } of listed) {
    const before = repository.value.treeOf(base);
    const after = repository.value.treeOf(head);
    if (before.ok && after.ok) trees.push({ base: before.value, head: after.value });
  }
  const warm = await warmCosts(trees);
  const [first] = trees;
  const figures: Figure[] = [50, 90, 99].map((percent) => ({
    budget: 'P4',
    what: `one pull request, warm, CPU, p${percent} of ${warm.length}`,
    value: milliseconds(percentile(warm, percent)),
    target: { 50: '40 ms', 90: '250 ms', 99: '1 s' }[percent] ?? '',
  }));
  if (first === undefined) return figures;
  const cold = await coldCost(first.base, first.head);
  figures.push({
    budget: 'P5',
    what: 'first review of an unseen repository, wall',
    value: milliseconds(cold),
    target: '',
  });
  for (const times of [2, 4]) {
    const grown = await coldCost(copiesOf(first.base, times), copiesOf(first.head, times));
    figures.push({
      budget: 'P6',
      what: `the same in a repository ${times} times as large`,
      value: ratio(grown / cold),
      target: `${times === 2 ? '1.8' : '3.2'} x`,
    });
  }
  return figures;
}

/** Every pull request twice in one process; the second time counts. */
async function warmCosts(
  trees: readonly { readonly base: TreeContents; readonly head: TreeContents }[],
): Promise<number[]> {
  const { reviewer } = await loadEngine();
  const costs: number[] = [];
  for (const { base, head } of trees) {
    const review = () =>
      reviewer.review({ head, base, config: defaultConfig, today: '2026-01-01' });
    await review();
    costs.push(await cpuOf(review));
  }
  return costs;
}

async function coldCost(base: TreeContents, head: TreeContents): Promise<number> {
  const { reviewer } = await loadEngine();
  return timed(() => reviewer.review({ head, base, config: defaultConfig, today: '2026-01-01' }));
}

function readList(file: string): ListedPullRequest[] {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const rows = Array.isArray(parsed) ? parsed : Object.values(parsed as object).find(Array.isArray);
  if (!Array.isArray(rows)) throw new Error(`${file} holds no list of pull requests.`);
  return (rows as ListedPullRequest[]).filter(
    (row) => row.kind.startsWith('merged') && row.py_files <= 100,
  );
}
