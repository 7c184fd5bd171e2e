/** One statement in the story of a race: who runs it, and what comes of it. */
export interface RaceStep {
  readonly who: 'first' | 'second';
  /** Code as it stands in the function. */
  readonly code: string;
  /** What it does to the race, a few words. */
  readonly note: string;
}

/** Two columns that tell how two runs of the same function get into each other's way. Markdown. */
export function interleaving(steps: readonly RaceStep[], outcome: string): string {
  const rows = steps.map(({ who, code, note }) => {
    const cell = `\`${oneLine(code)}\` ${note}`;
    return who === 'first' ? `| ${cell} | |` : `| | ${cell} |`;
  });
  return ['| one run | another run |', '|---|---|', ...rows, '', outcome].join('\n');
}

const MAX_CODE = 70;

function oneLine(code: string): string {
  const text = code.replaceAll(/\s+/gu, ' ').replaceAll('`', "'").replaceAll('|', '\\|');
  return text.length > MAX_CODE ? `${text.slice(0, MAX_CODE - 1)}…` : text;
}
