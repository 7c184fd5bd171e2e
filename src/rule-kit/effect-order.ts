import type {
  CallSite,
  EffectOccurrence,
  FunctionModel,
  Operation,
  TransactionScope,
} from '../python/model/index.ts';
import type { Effect } from '../knowledge/entries.ts';

/** One thing that a function does, at its own line, in the order of evaluation. */
export interface OrderedEffect {
  readonly operation: Operation;
  readonly line: number;
  readonly text: string;
  readonly effects: readonly Effect[];
}

const WORDS: Partial<Readonly<Record<Effect, string>>> = {
  payment: 'takes a payment',
  email: 'sends an e-mail',
  'message-send': 'sends a message',
  publish: 'publishes a message',
  'task-dispatch': 'hands a task to a worker',
  network: 'waits for the network',
  'row-lock': 'locks rows',
  'transaction-commit': 'commits',
  'transaction-rollback': 'rolls back',
  flush: 'writes to the database',
  'database-write': 'writes to the database',
  'database-read': 'reads the database',
};

/** What an effect is to a reader, the gravest of several. */
export function effectWords(effects: readonly Effect[]): string {
  for (const [effect, words] of Object.entries(WORDS))
    if (effects.some((other) => other === effect)) return words;
  return 'does something outside';
}

/** How the gravest effect of a call comes about: without a condition if it can be, and by the shortest way. */
export function gravestWay(
  fn: FunctionModel,
  { operation, effects }: OrderedEffect,
): EffectOccurrence | null {
  const gravest = Object.keys(WORDS).find((effect) => effects.some((other) => other === effect));
  const ways = fn
    .effects()
    .filter(({ origin, effect }) => origin.operation === operation && effect === gravest);
  return ways.find(({ conditional }) => !conditional) ?? ways[0] ?? null;
}

/** What the functions on the way of an effect do before it comes to the effect. */
export function stepsOnWay(
  { path }: EffectOccurrence,
  keeps: (occurrence: EffectOccurrence) => boolean,
): readonly OrderedEffect[] {
  return path.slice(1).flatMap((step) => {
    const fn = step.function;
    if (fn === null) return [];
    return effectsInOrder(fn, keeps).filter(
      ({ operation }) =>
        operation !== step.operation && fn.flow.canFollow(operation, step.operation),
    );
  });
}

/** The library call of an effect, or the call of the function around it when that does nothing of a kind besides: what can be moved alone. */
export function movableStep(
  { path, leaf }: EffectOccurrence,
  isTied: (occurrence: EffectOccurrence) => boolean,
): CallSite {
  const around = path.at(-2);
  if (around === undefined || around.target === null || !('effects' in around.target)) return leaf;
  return around.target.effects().some(isTied) ? leaf : around;
}

/** What the calls of a function do, each call once, in source order. What runs in a task of its own, or when a block ends, is left out. */
export function effectsInOrder(
  fn: FunctionModel,
  keeps: (occurrence: EffectOccurrence) => boolean,
): readonly OrderedEffect[] {
  const byOperation = new Map<Operation, Effect[]>();
  for (const occurrence of fn.effects()) {
    const { spawned, atExit } = occurrence;
    if (spawned === true || atExit === true || !keeps(occurrence)) continue;
    const { operation } = occurrence.origin;
    const known = byOperation.get(operation);
    if (known === undefined) byOperation.set(operation, [occurrence.effect]);
    else if (!known.includes(occurrence.effect)) known.push(occurrence.effect);
  }
  return [...byOperation]
    .map(([operation, effects]) => ({
      operation,
      line: fn.module.position(operation.start).line,
      text: operation.kind === 'call' ? operation.call.text : '',
      effects,
    }))
    .sort((a, b) => a.operation.index - b.operation.index);
}

/** What works with the database in a transaction; the statement that makes a session open one stands right before it. */
export function stepsInTransaction(
  { id, kind }: TransactionScope,
  steps: readonly OrderedEffect[],
  { flow }: FunctionModel,
): readonly OrderedEffect[] {
  const isIn = (operation: OrderedEffect['operation']): boolean =>
    flow.transactionsAt(operation).some((scope) => scope.id === id);
  const first = flow.operations.find(isIn)?.index ?? 0;
  const opening = steps.filter(({ operation }) => operation.index < first).at(-1);
  return steps.filter((step) => isIn(step.operation) || (kind === 'implicit' && step === opening));
}

const MAX_STEPS = 8;

/** Effects as a numbered list with their lines, in source order. Markdown. */
export function orderText(unordered: readonly OrderedEffect[]): string {
  const steps = [...unordered].sort((a, b) => a.operation.index - b.operation.index);
  const shown = steps.slice(0, MAX_STEPS);
  const lines = shown.map(
    ({ line, text, effects }, i) => `${i + 1}. L${line} \`${text}\` ${effectWords(effects)}`,
  );
  const left = steps.length - shown.length;
  return [...lines, ...(left > 0 ? [`${MAX_STEPS + 1}. … and ${left} more`] : [])].join('\n');
}
