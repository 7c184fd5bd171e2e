import type { Severity } from '../domain/finding.ts';
import type { FunctionModel, Project } from '../python/model/index.ts';
import type { LostUpdate } from './rows.ts';

const RACE = /\b(?:race|races|racy|concurren\w+|simultaneous\w*|at the same time|overwrite)\b/iu;
const FINE =
  /\b(?:ok|okay|fine|accept\w*|inexact|approximat\w*|good enough|harmless|benign|tolerat\w*|(?:don't|do not) (?:care|mind|matter))\b/iu;
const COMMENT = /^\s*#\s?(.*)$/u;

/** Comments of a function, taken together, say that two may run at once and that this is as good as it needs to be. */
export function acceptsRace(fn: FunctionModel, project: Project): boolean {
  return commentBlocks(fn, project).some((block) => RACE.test(block) && FINE.test(block));
}

const UNUSED = /\b(?:unused|not (?:in use|used)|no longer (?:run|used)|dead code)\b/iu;

/** A comment at the head of a function says that nobody runs it. */
export function isSaidUnused(fn: FunctionModel, project: Project): boolean {
  const end = fn.body[1]?.start ?? fn.span.end;
  return commentBlocks(fn, project, end).some((block) => UNUSED.test(block));
}

/** The comments of a function up to a place, with the lines of one block together. */
function commentBlocks(fn: FunctionModel, project: Project, end = fn.span.end): readonly string[] {
  const lines = project.textOf(fn.module.info.file)?.split('\n') ?? [];
  const { line: first } = fn.module.position(fn.span.start);
  const { line: last } = fn.module.position(end);
  const blocks: string[] = [''];
  for (const line of lines.slice(first - 1, last)) {
    const [, text] = COMMENT.exec(line) ?? [];
    if (text === undefined) blocks.push('');
    else blocks.push(`${blocks.pop() ?? ''} ${text}`);
  }
  return blocks;
}

/** Rows that one run makes for itself and writes its progress to. */
const OF_ONE_RUN = /(?:Job|Attempt|Run|Execution|Import|Export|Progress|Migration(?:Record)?)$/u;
/** Rows that count so that nobody comes too often. */
const LIMITS = /Bucket|Thrott|RateLimit|Limiter/iu;

/** Columns whose lost update is lost money or goods. */
const VALUABLE =
  /(?:^|_)(?:balance|stock|amount|credits?|quota|money|price|total(?!_)|inventory|points?|bonus|wallet|funds|available(?!_[a-z]+s$)|reserved|seats?|remaining|budget|spent|paid|debit|consume_records|tokens?|coins?|gold|gems?|chips|cash|deposit|sold|capacity)(?:_|$)/u;
/** Columns where nobody misses one. */
const COUNTED =
  /(?:^|_)(?:views?|hits?|retr(?:y|ies)|attempts?|visits?|clicks?|impressions?|downloads?|seen|shown|likes?|dislikes?|upvotes?|downvotes?|plays?|failures?|errors?)(?:_|$)/u;

/** How bad it is that a change is lost, from what the column holds. */
export function lossOfUpdate({ column, owner }: LostUpdate): Severity {
  if (COUNTED.test(column) || LIMITS.test(owner)) return 'low';
  return VALUABLE.test(column) ? 'critical' : 'high';
}

/** The row of a run was handed to the function, or is its own: another run has another row. */
export function isRowOfOneRun(update: LostUpdate): boolean {
  const { source, owner } = update;
  return (
    source.kind === 'parameter' && OF_ONE_RUN.test(owner) && lossOfUpdate(update) !== 'critical'
  );
}

const GRAVITY: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/** Updates of one row that one call writes: one cause, the gravest first. */
export function writtenTogether(
  updates: readonly LostUpdate[],
): readonly (readonly [LostUpdate, ...LostUpdate[]])[] {
  const groups = new Map<string, [LostUpdate, ...LostUpdate[]]>();
  for (const update of updates) {
    const key = `${update.row} ${update.write?.operation.index ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [update]);
    else if (GRAVITY.indexOf(lossOfUpdate(update)) > GRAVITY.indexOf(lossOfUpdate(group[0])))
      group.unshift(update);
    else group.push(update);
  }
  return [...groups.values()];
}
