import { resolve } from 'node:path';
import type { Severity } from '../../domain/finding.ts';
import { SEVERITIES } from '../../domain/finding.ts';
import type { Result } from '../../domain/result.ts';
import { ok } from '../../domain/result.ts';
import type { Review } from '../../domain/review.ts';
import { isCounted } from '../../domain/score.ts';
import { startParserAhead } from '../../adapters/tree-sitter/index.ts';
import type { ParserAhead } from '../../application/trees/parser-ahead.ts';
import { isPython } from '../../application/trees/reviewed-files.ts';
import { fileKindOf } from '../../python/project/file-kind.ts';
import { loadEngine } from '../wiring/engine.ts';
import { readTreeConfiguration } from './configuration.ts';
import { failed } from './failed.ts';
import type { InputProblem } from './input-problem.ts';
import { deliver } from './output.ts';
import type { Format } from './report-formats.ts';
import { complain, createProgress } from './terminal.ts';
import type { InputTrees } from './trees.ts';
import { auditTrees, isBareRepository, reviewTreesOf } from './trees.ts';

/** Options of all commands that make a report. */
export interface ReviewOptions {
  readonly format: Format;
  readonly output?: string;
  readonly config?: string;
  readonly failOn: Severity | 'never';
}

export async function review(
  path: string,
  options: ReviewOptions & { readonly base: string; readonly head?: string },
): Promise<number> {
  const trees = reviewTreesOf({ path, base: options.base, head: options.head });
  return reviewInput(trees, options, path);
}

export async function audit(path: string, options: ReviewOptions): Promise<number> {
  return reviewInput(auditTrees(path), options, path);
}

async function reviewInput(
  trees: Result<InputTrees, InputProblem>,
  options: ReviewOptions,
  path: string,
): Promise<number> {
  if (!trees.ok) return failed(trees.error);
  if (!hasPython(trees.value)) {
    const folder = resolve(path);
    const where = isBareRepository(folder) ? `${folder}: it is a bare repository` : folder;
    return failed({ message: `There is no Python in ${where}.` });
  }
  return reviewTreesInto(trees.value, options);
}

type Afterwards = (review: Review) => Promise<Result<null, InputProblem>>;

interface Reviewing {
  readonly trees: InputTrees;
  readonly options: ReviewOptions;
  readonly afterwards: Afterwards;
}

/** Below this many files a second thread costs more than it saves. */
const FILES_FOR_THREAD = 400;

/** Reviews trees, delivers the report, and says with which code to exit. */
export async function reviewTreesInto(
  trees: InputTrees,
  options: ReviewOptions,
  afterwards: Afterwards = () => Promise.resolve(ok(null)),
): Promise<number> {
  const ahead = aheadOf(trees);
  try {
    return await reviewWith(ahead, { trees, options, afterwards });
  } finally {
    await ahead?.close();
  }
}

/** For audits of many files: a review of a change is done before a second thread has started. */
function aheadOf({ head, base }: InputTrees): ParserAhead | undefined {
  const files =
    base === null ? head.files.filter(({ path }) => isPython(path) && isRead(path)) : [];
  if (files.length < FILES_FOR_THREAD) return undefined;
  return startParserAhead(files, head, (error) => {
    complain(`The second parser failed, the audit goes on with one: ${String(error)}`);
  });
}

/** What an audit reads for certain: files of other kinds only where judged code leads to them. */
function isRead(path: string): boolean {
  const kind = fileKindOf(path);
  return kind === 'source' || kind === 'migration';
}

async function reviewWith(
  ahead: ParserAhead | undefined,
  { trees, options, afterwards }: Reviewing,
): Promise<number> {
  // One review per process: everything that was read is worth remembering.
  const { reviewer, rules } = await loadEngine({
    rememberedSourceBytes: Number.POSITIVE_INFINITY,
    ahead,
  });
  const configuration = readTreeConfiguration(trees, rules, options.config);
  if (!configuration.ok) return failed(configuration.error);
  const progress = createProgress();
  const result = await reviewer.review({
    head: trees.head,
    base: trees.base,
    config: configuration.value,
    today: today(),
    skipped: trees.skipped,
    under: trees.under,
    onProgress: progress.show,
  });
  progress.end();
  const delivered = deliver(result, { rules, trees, options });
  if (!delivered.ok) return failed(delivered.error);
  const done = await afterwards(result);
  if (!done.ok) return failed(done.error);
  return isFailing(result, options.failOn) ? 1 : 0;
}

function hasPython(trees: InputTrees): boolean {
  const files = [...trees.head.files, ...(trees.base?.files ?? [])];
  return files.some((file) => file.path.endsWith('.py'));
}

/** Only what the change answers for can fail a run; like the verdict, never a finding of low confidence. */
function isFailing(result: Review, failOn: Severity | 'never'): boolean {
  if (failOn === 'never') return false;
  const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  return result.findings.some(
    (finding) =>
      isCounted(finding) && finding.confidence !== 'low' && failing.includes(finding.severity),
  );
}

/** The day in UTC, the same for everyone who runs at the same moment. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}
