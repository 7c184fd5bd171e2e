/**
 * A state machine as arrows, one line for each transition, in the notation of a diff: GitHub colours it, and a terminal and a
 * screen reader read it as it is. (Whether the summary of a check run draws diagrams is nowhere promised.)
 */
import type {
  MachineTransition,
  StateMachineChange,
  TransitionChange,
} from '../domain/state-machine.ts';
import { codeSpan, fenced } from './markdown-text.ts';
import { placeText, type Links } from './places.ts';
import { printable, printableLine } from './plain-text.ts';

const MOST_ROWS = 16;
const MOST_FORMER = 6;
const MOST_NAME = 40;

const MARKS: Readonly<Record<TransitionChange, string>> = {
  added: '+',
  loosened: '!',
  removed: '-',
  kept: ' ',
};
/** What the change does comes first. */
const ORDER: readonly TransitionChange[] = ['loosened', 'added', 'removed', 'kept'];

/** Markdown of the machines that a change alters; nothing when it alters none. */
export function stateMachinesMarkdown(
  machines: readonly StateMachineChange[],
  links: Links,
): string {
  return machines
    .map((machine) => {
      const title = `**${codeSpan(machine.name)}** ${placeText(machine.place, links)}${machine.isNew ? ' is new' : ''}`;
      return [
        title,
        ...statesLine(machine, codeSpan),
        fenced(machineLines(machine).join('\n'), 'diff'),
      ].join('\n\n');
    })
    .join('\n\n');
}

/** Lines for a terminal. */
export function stateMachinesText(machines: readonly StateMachineChange[]): readonly string[] {
  return machines.flatMap((machine) => [
    `  ${printable(machine.name)} (${printableLine(machine.place.path)}:${machine.place.line})${machine.isNew ? ' is new' : ''}`,
    ...statesLine(machine, name).map((line) => `    ${line}`),
    ...machineLines(machine).map((line) => `    ${line}`),
  ]);
}

function statesLine(
  { statesAdded, statesRemoved }: StateMachineChange,
  shown: (state: string) => string,
): readonly string[] {
  const parts = [
    statesAdded.length === 0 ? '' : `States added: ${statesAdded.map(shown).join(', ')}.`,
    statesRemoved.length === 0 ? '' : `States removed: ${statesRemoved.map(shown).join(', ')}.`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [parts.join(' ')];
}

function machineLines({ transitions, isNew }: StateMachineChange): readonly string[] {
  const ordered = ORDER.flatMap((change) => transitions.filter((one) => one.change === change));
  const shown = ordered.slice(0, MOST_ROWS);
  const arrows = shown.map(arrow);
  const width = Math.max(0, ...arrows.map((text) => text.length));
  const lines = shown.map((transition, index) => {
    const mark = isNew && transition.change === 'added' ? ' ' : MARKS[transition.change];
    return `${mark} ${(arrows[index] ?? '').padEnd(width)}  ${note(transition)}`.trimEnd();
  });
  const rest = ordered.length - shown.length;
  return rest > 0 ? [...lines, `  and ${rest} more`] : lines;
}

function arrow({ from, to }: MachineTransition): string {
  return `${former(from)} → ${name(to)}`;
}

function former(from: MachineTransition['from']): string {
  if (from === 'any') return 'any state';
  if (from === 'unknown') return '(checked elsewhere)';
  const rest = from.length - MOST_FORMER;
  return `${from.slice(0, MOST_FORMER).map(name).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function note({ change, was, place, symbol }: MachineTransition): string {
  const where = `${symbol === '' ? '' : `${printable(symbol)}, `}${printableLine(place.path)}:${place.line}`;
  if (change === 'loosened') return `${where} (was only from ${former(was)})`;
  return change === 'removed' ? `was ${where}` : where;
}

/** A state on one line; it cannot end the block it stands in. */
function name(state: string): string {
  const line = printable(state).replaceAll('\n', ' ');
  return line.length > MOST_NAME ? `${line.slice(0, MOST_NAME - 1)}…` : line;
}
