import type { ChangedFile, OtherChange } from '../domain/changed-file.ts';
import type { Review, Skipped } from '../domain/review.ts';
import type { AskedFor } from '../engine/asked-files.ts';
import { askedForBy } from '../engine/asked-files.ts';
import type { ReviewConfig } from '../engine/config.ts';
import type { LoadedRule } from '../engine/loaded-rule.ts';
import { isOfKind, judgedKinds } from '../engine/judged-kinds.ts';
import { reviewTrees } from '../engine/review-trees.ts';
import { ruleSettingsOf } from '../engine/rule-settings.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Project, SourceTree, TreeFile } from '../python/model/index.ts';
import { guardInventory } from '../python/guards/guard-source.ts';
import { createProject } from '../python/project/create-project.ts';
import { createStructureMemory } from '../python/project/structure-memory.ts';
import { withSuggestions } from './suggestions.ts';
import { changedFilesOf, otherChangesOf } from './trees/changed-files.ts';
import type { FactsMemory } from './trees/facts-memory.ts';
import type { ParserAhead } from './trees/parser-ahead.ts';
import { prepareFacts } from './trees/prepare-facts.ts';
import { isPython } from './trees/reviewed-files.ts';
import type { SourceParser } from './trees/source-parser.ts';
import { createSourceTree } from './trees/source-tree.ts';
import type { TreeContents } from './trees/tree-contents.ts';

interface Services {
  readonly rules: readonly LoadedRule[];
  readonly knowledge: Knowledge;
  readonly parser: SourceParser;
  readonly memory: FactsMemory;
  /** Parses the tree of the one audit that this reviewer is for. */
  readonly ahead?: ParserAhead;
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
  const isAskedFor = askedForBy(services.rules);
  return {
    async review(request) {
      const { changes, otherChanges } = changesOf(request, isAskedFor);
      const isOffered = offeredFiles(request.base === null ? null : otherChanges, isAskedFor);
      const { parser, memory } = services;
      const filesOf = judgedIn(services.rules, request.config);
      const ahead = aheadIn(services, request, () => filesOf(head));
      const reading = { parser, memory, isOffered, ...ahead };
      const treeOf = (contents: TreeContents): Tree => {
        const tree = createSourceTree(contents, reading);
        return { tree, project: projectOf(tree, request.config) };
      };
      const base = request.base === null ? null : treeOf(request.base);
      const head = treeOf(request.head);
      await prepare({ head, base, changes, filesOf, request, services });
      const review = reviewTrees({
        head: head.project,
        base: base?.project ?? null,
        ...(base === null ? {} : { guards: guardInventory(head.project, base.project) }),
        changes: changes.filter((file) => isUnder(file, request.under)),
        otherChanges: otherChanges.filter((file) => isUnder(file, request.under)),
        rules: services.rules,
        config: request.config,
        today: request.today,
        skipped: request.skipped ?? [],
        ...(request.under === undefined ? {} : { under: request.under }),
      });
      const told =
        base === null
          ? review
          : withSuggestions(review, { tree: head.tree, parser: services.parser });
      await services.parser.releaseMemory();
      return told;
    },
  };
}

function changesOf(
  { base, head }: ReviewRequest,
  isAskedFor: AskedFor,
): { readonly changes: readonly ChangedFile[]; readonly otherChanges: readonly OtherChange[] } {
  if (base === null) return { changes: [], otherChanges: [] };
  return {
    changes: changedFilesOf(base, head),
    otherChanges: otherChangesOf(base, head, isAskedFor),
  };
}

/** Files of names that rules ask for: those that the change touches, or all of them when there is no change. */
function offeredFiles(
  changes: readonly OtherChange[] | null,
  isAskedFor: AskedFor,
): (file: TreeFile) => boolean {
  if (changes === null) return ({ path }) => isAskedFor(path);
  const touched = new Set(changes.flatMap(({ basePath, headPath }) => [basePath, headPath]));
  return ({ path }) => touched.has(path) && isAskedFor(path);
}

function isUnder(file: ChangedFile, folder: string | undefined): boolean {
  if (folder === undefined || folder === '') return true;
  return [file.basePath, file.headPath].some(
    (path) => path !== null && path.startsWith(`${folder}/`),
  );
}

/** With a parser ahead files are read while others are judged, so that they are counted one by one. `filesOf`: those of head that are read for certain. */
function aheadIn(
  { ahead }: Services,
  { onProgress }: ReviewRequest,
  filesOf: () => readonly TreeFile[],
): { readonly ahead?: ParserAhead } {
  if (ahead === undefined || onProgress === undefined) return ahead === undefined ? {} : { ahead };
  let total: number | null = null;
  let done = 0;
  return {
    ahead: {
      ...ahead,
      take(file) {
        total ??= filesOf().length;
        done = Math.min(done + 1, total);
        onProgress(done, total);
        return ahead.take(file);
      },
    },
  };
}

interface Tree {
  readonly tree: SourceTree;
  readonly project: Project;
}

interface Preparation {
  readonly head: Tree;
  readonly base: Tree | null;
  readonly changes: readonly ChangedFile[];
  readonly filesOf: (tree: Tree) => readonly TreeFile[];
  readonly request: ReviewRequest;
  readonly services: Services;
}

/** Files of a tree that some rule judges. */
function judgedIn(
  rules: readonly LoadedRule[],
  config: ReviewConfig,
): (tree: Tree) => readonly TreeFile[] {
  const kinds = judgedKinds(rules, ruleSettingsOf(config));
  return ({ tree, project }) =>
    tree.files.filter(({ path }) => isPython(path) && isOfKind(project, path, kinds));
}

/** Parses, in batches, what is certain to be needed: the files that some rule judges, in a review those of the change. */
async function prepare({
  head,
  base,
  changes,
  filesOf,
  request,
  services,
}: Preparation): Promise<void> {
  const { parser, ahead } = services;
  if (base === null && ahead !== undefined) return;
  const headPaths = new Set(changes.map((file) => file.headPath));
  const headFiles = filesOf(head).filter(({ path }) => base === null || headPaths.has(path));
  const total = headFiles.length;
  const onProgress = request.onProgress;
  await prepareFacts(head.tree, headFiles, {
    parser,
    ...(onProgress === undefined ? {} : { onProgress: (done) => onProgress(done, total) }),
  });
  onProgress?.(total, total);
  if (base === null) return;
  const basePaths = new Set(changes.map((file) => file.basePath));
  await prepareFacts(
    base.tree,
    filesOf(base).filter(({ path }) => basePaths.has(path)),
    { parser },
  );
}
