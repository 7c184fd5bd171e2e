import type { FunctionModel } from '../python/model/index.ts';

/** One statement in the story of a race: who runs it, and what comes of it. */
export interface RaceStep {
  readonly who: 'first' | 'second';
  /** Line of the statement, where it stands in the function itself. */
  readonly line?: number;
  /** Code as it stands in the function. */
  readonly code: string;
  /** What it does to the race, a few words. */
  readonly note: string;
}

/** Two columns that tell how two runs of the same function get into each other's way. Markdown. */
export function interleaving(steps: readonly RaceStep[], outcome: string): string {
  const rows = steps.map(({ who, line, code, note }) => {
    const at = line === undefined ? '' : `L${line} `;
    const cell = `${at}\`${oneLine(code)}\` ${note}`.trimEnd();
    return who === 'first' ? `| ${cell} | |` : `| | ${cell} |`;
  });
  return ['| one run | another run |', '|---|---|', ...rows, '', outcome].join('\n');
}

/** Line of a call or another step of a function. */
export function lineOf(
  at: { readonly span: { readonly start: number } } | { readonly start: number },
  { module }: Pick<FunctionModel, 'module'>,
): number {
  return module.position('span' in at ? at.span.start : at.start).line;
}

const MAX_CODE = 70;

function oneLine(code: string): string {
  const text = code.replaceAll(/\s+/gu, ' ').replaceAll('`', "'").replaceAll('|', '\\|');
  return text.length > MAX_CODE ? `${text.slice(0, MAX_CODE - 1)}…` : text;
}
