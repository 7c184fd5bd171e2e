import type { OutsideStep } from './outside-steps.ts';

/** Two steps between which a crash does harm, among all steps of the function. */
export interface CrashWindow {
  readonly steps: readonly OutsideStep[];
  readonly from: OutsideStep;
  readonly to: OutsideStep;
  /** What a crash there leaves: `leaves a charge that nothing here records`. */
  readonly leaves: string;
  /** What follows from it, a sentence. */
  readonly outcome: string;
}

const MAX_STEPS = 8;

/** The effects of a function in order, with their lines, and what a crash between two of them leaves. Markdown. */
export function crashWindow({ steps, from, to, leaves, outcome }: CrashWindow): string {
  const [first, last] = from.call.index <= to.call.index ? [from, to] : [to, from];
  const order = steps
    .filter(({ call }) => first.call.index <= call.index && call.index <= last.call.index)
    .filter((step, _index, all) => all.length <= MAX_STEPS || step === first || step === last)
    .map((step, index) => `${index + 1}. L${lineAt(step)} \`${step.call.text}\` ${wordsOf(step)}`);
  const between =
    lineAt(first) === lineAt(last)
      ? `in the middle of L${lineAt(first)}`
      : `between L${lineAt(first)} and L${lineAt(last)}`;
  return [...order, '', `A crash ${between} ${leaves}. ${outcome}`].join('\n');
}

function lineAt({ call }: OutsideStep): number {
  return call.module.position(call.span.start).line;
}

/** What a step does, the gravest of several. */
function wordsOf({ kinds, payment, call }: OutsideStep): string {
  if (kinds.has('payment')) return `makes the ${payment?.operation ?? 'charge'}: the money moves`;
  if (kinds.has('persist')) {
    if (/(?:^|[._])commit\w*$/iu.test(call.text)) return 'commits';
    return kinds.has('commit') ? 'stores it for good' : 'writes, not yet committed';
  }
  if (kinds.has('publish')) return 'publishes';
  return kinds.has('request') ? 'calls another service' : 'tells a person';
}
