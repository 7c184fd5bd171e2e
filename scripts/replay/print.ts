import { readCommentMarker } from '../../src/application/publication/marker.ts';
import { VERDICTS } from '../../src/domain/review.ts';
import type { CorpusRepository } from './corpus.ts';
import type { Replayed } from './replay-pull.ts';

const WHY_IN_COMMENT = '**Why it is dangerous**';
const WHY_IN_ANNOTATION = '\n\n';

/** The pull requests of one repository. */
export interface Played {
  readonly repository: CorpusRepository;
  readonly pulls: readonly Replayed[];
}

export function lineOf(fullName: string, replayed: Replayed): string {
  const { number, review, check, comments, requests, rerun, milliseconds } = replayed;
  const cells = [
    `${fullName}#${number}`.padEnd(48),
    (review?.verdict ?? 'no review').padEnd(27),
    String(review?.score.value ?? '-').padStart(4),
    `files ${review?.coverage.analysed ?? 0}/${review?.coverage.files ?? 0}`.padEnd(12),
    `comments ${comments.length}`.padEnd(12),
    `annotations ${check?.annotations.length ?? 0}`.padEnd(15),
    `requests ${requests.read}+${requests.written} again ${rerun.read}+${rerun.written}`.padEnd(26),
    `${Math.round(milliseconds)} ms`,
  ];
  return [cells.join(' ').trimEnd(), ...replayed.problems.map((text) => `  FAILED ${text}`)].join(
    '\n',
  );
}

/** What a reader of the pull request would see. The explanation of a rule is printed once a run. */
export class Reader {
  readonly #explained = new Set<string>();

  read(fullName: string, { number, check, comments }: Replayed): string {
    const name = `--- ${fullName}#${number}`;
    const inline = comments.map(({ path, anchor, lineText, body }) => {
      const place = `${path}:${anchor?.line ?? 0} ${anchor?.side ?? ''}`;
      const rule = readCommentMarker(body)?.rule ?? '';
      return `${name} ${place}\n    ${lineText ?? ''}\n${this.#once(rule, body, WHY_IN_COMMENT)}`;
    });
    const beside = (check?.annotations ?? []).map((annotation) => {
      const { path, start_line: line, title = '', message } = annotation;
      const text = this.#once(`annotation ${title}`, message, WHY_IN_ANNOTATION);
      return `${name} ${path}:${line} (annotation) ${title}\n${text}`;
    });
    const { title, summary } = check?.output ?? { title: null, summary: null };
    const whole = `${name} check run: ${title ?? ''}\n${summary ?? ''}`;
    return [whole, ...inline, ...beside].join('\n\n');
  }

  #once(key: string, text: string, explanation: string): string {
    const isKnown = this.#explained.has(key);
    this.#explained.add(key);
    return isKnown ? (text.split(explanation)[0] ?? text).trimEnd() : text;
  }
}

/** A Markdown table with one row for each repository, and the totals. */
export function table(played: readonly Played[]): string {
  const columns = [
    'repository',
    'pull requests',
    'ready / with fixes / not ready',
    'with comments',
    'comments',
    'annotations',
    'reads p50 / max',
    'reads of a re-run p50 / max',
    'writes max',
    'failures',
  ];
  const rows = played.map(({ repository, pulls }) => row(repository.fullName, pulls));
  const all = played.flatMap(({ pulls }) => pulls);
  return [
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => '---').join('|')}|`,
    ...rows,
    row('**all**', all),
  ].join('\n');
}

function row(name: string, pulls: readonly Replayed[]): string {
  const verdicts = VERDICTS.map(
    (verdict) => pulls.filter(({ review }) => review?.verdict === verdict).length,
  );
  const cells = [
    name,
    pulls.length,
    verdicts.join(' / '),
    pulls.filter(({ comments }) => comments.length > 0).length,
    sum(pulls.map(({ comments }) => comments.length)),
    sum(pulls.map(({ check }) => check?.annotations.length ?? 0)),
    spread(pulls.map(({ requests }) => requests.read)),
    spread(pulls.map(({ rerun }) => rerun.read)),
    Math.max(0, ...pulls.map(({ requests }) => requests.written)),
    pulls.filter(({ problems }) => problems.length > 0).length,
  ];
  return `| ${cells.join(' | ')} |`;
}

function spread(values: readonly number[]): string {
  return `${median(values)} / ${Math.max(0, ...values)}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
