import { changedFilesOf, otherChangesOf } from '../../src/application/trees/changed-files.ts';
import type { TreeContents } from '../../src/application/trees/tree-contents.ts';
import type { Review } from '../../src/domain/review.ts';
import { askedForBy } from '../../src/engine/asked-files.ts';
import type { ReviewConfig } from '../../src/engine/config.ts';
import type { LoadedRule } from '../../src/engine/loaded-rule.ts';
import type { GuardSource } from '../../src/engine/guards/guard-source.ts';
import { reviewTrees } from '../../src/engine/review-trees.ts';
import type { Project } from '../../src/python/model/index.ts';
import { projectOf } from '../support/project.ts';
import { sourceTreeOf, type Files } from '../support/source-tree.ts';

/** A day between the dates that cases use: 2020-… has passed, 2099-… has not. */
export const TODAY = '2026-01-15';

export interface ReviewedTrees {
  readonly head: Files;
  readonly base: Files | null;
  readonly rules: readonly LoadedRule[];
  readonly config: ReviewConfig;
  readonly guards?: GuardSource;
}

/** Reviews files in memory with the real parser, model, knowledge and engine. */
export function reviewFiles(trees: ReviewedTrees): Review {
  const { head, base, rules, config } = trees;
  return reviewTrees({
    head: caseProject(head, config),
    base: base === null ? null : caseProject(base, config),
    ...(base === null ? { changes: [] } : changesOf(contentsOf(base), contentsOf(head), rules)),
    rules,
    config,
    today: TODAY,
    ...(trees.guards === undefined ? {} : { guards: trees.guards }),
  });
}

function changesOf(
  base: TreeContents,
  head: TreeContents,
  rules: readonly LoadedRule[],
): Pick<Parameters<typeof reviewTrees>[0], 'changes' | 'otherChanges'> {
  return {
    changes: changedFilesOf(base, head),
    otherChanges: otherChangesOf(base, head, askedForBy(rules)),
  };
}

function caseProject(files: Files, config: ReviewConfig): Project {
  return projectOf(files, { layerConfig: config.layout });
}

function contentsOf(files: Files): TreeContents {
  return {
    files: sourceTreeOf(files).files,
    read: (file) => {
      const text = files[file.path];
      return text === undefined ? null : new TextEncoder().encode(text);
    },
  };
}
