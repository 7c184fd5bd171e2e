import type { ChangedFile } from '../domain/changed-file.ts';
import type { Review, Skipped } from '../domain/review.ts';
import type { ReviewConfig } from '../engine/config.ts';
import type { LoadedRule } from '../engine/loaded-rule.ts';
import { reviewTrees } from '../engine/review-trees.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Project, SourceTree } from '../python/model/index.ts';
import { guardInventory } from '../python/guards/guard-source.ts';
import { createProject } from '../python/project/create-project.ts';
import { createStructureMemory } from '../python/project/structure-memory.ts';
import { changedFilesOf } from './trees/changed-files.ts';
import type { FactsMemory } from './trees/facts-memory.ts';
import { isPython } from './trees/reviewed-files.ts';
import type { SourceParser } from './trees/source-parser.ts';
import { createSourceTree, prepareFacts } from './trees/source-tree.ts';
import type { TreeContents } from './trees/tree-contents.ts';

interface Services {
  readonly rules: readonly LoadedRule[];
  readonly knowledge: Knowledge;
  readonly parser: SourceParser;
  readonly memory: FactsMemory;
}

export interface ReviewRequest {
  readonly head: TreeContents;
  /** Null: an audit, every finding of the tree is reported. */
  readonly base: TreeContents | null;
  readonly config: ReviewConfig;
  /** `YYYY-MM-DD`: decides which suppressions and waivers have expired. */
  readonly today: string;
  /** Files that could not be read while the tree was made. */
  readonly skipped?: readonly Skipped[];
  /** Limits the review to files under this folder (`services/billing`). */
  readonly under?: string;
  /** Files read so far; all of them when the judging begins. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Fires when nobody waits for the Review any more. */
  readonly signal?: AbortSignal;
}

/** Reviews trees, wherever they come from. The one way to a Review for command line and App. */
export interface Reviewer {
  review(request: ReviewRequest): Promise<Review>;
}

export function createReviewer(services: Services): Reviewer {
  const structures = createStructureMemory();
  const projectOf = (tree: SourceTree, config: ReviewConfig): Project =>
    createProject({ tree, knowledge: services.knowledge, layerConfig: config.layout, structures });
  return {
    async review(request) {
      const head = createSourceTree(request.head, services);
      const base = request.base === null ? null : createSourceTree(request.base, services);
      const changes = request.base === null ? [] : changedFilesOf(request.base, request.head);
      await prepare({ head, base, changes, request, parser: services.parser });
      const baseProject = base === null ? null : projectOf(base, request.config);
      const headProject = projectOf(head, request.config);
      const review = reviewTrees({
        head: headProject,
        base: baseProject,
        ...(baseProject === null ? {} : { guards: guardInventory(headProject, baseProject) }),
        changes: changes.filter((file) => isUnder(file, request.under)),
        rules: services.rules,
        config: request.config,
        today: request.today,
        skipped: request.skipped ?? [],
        ...(request.under === undefined ? {} : { under: request.under }),
      });
      await services.parser.releaseMemory();
      return review;
    },
  };
}

function isUnder(file: ChangedFile, folder: string | undefined): boolean {
  if (folder === undefined || folder === '') return true;
  return [file.basePath, file.headPath].some(
    (path) => path !== null && path.startsWith(`${folder}/`),
  );
}

interface Preparation {
  readonly head: SourceTree;
  readonly base: SourceTree | null;
  readonly changes: readonly ChangedFile[];
  readonly request: ReviewRequest;
  readonly parser: SourceParser;
}

/** Parses ahead, in batches, what is certain to be needed: the changed files, or everything in an audit. */
async function prepare(preparation: Preparation): Promise<void> {
  const { head, base, changes, request, parser } = preparation;
  const headPaths = new Set(changes.map((file) => file.headPath));
  const basePaths = new Set(changes.map((file) => file.basePath));
  const headFiles = head.files.filter((file) =>
    base === null ? isPython(file.path) : headPaths.has(file.path),
  );
  const total = headFiles.length;
  const onProgress = request.onProgress;
  await prepareFacts(head, headFiles, {
    parser,
    ...(onProgress === undefined ? {} : { onProgress: (done) => onProgress(done, total) }),
  });
  onProgress?.(total, total);
  if (base === null) return;
  await prepareFacts(
    base,
    base.files.filter((file) => basePaths.has(file.path)),
    { parser },
  );
}
