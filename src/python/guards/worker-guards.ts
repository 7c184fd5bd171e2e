import { dottedName, statementsIn, textOf, walkStatements } from '../facts/expressions.ts';
import type { ExceptHandler, Expr, Stmt } from '../facts/facts.ts';
import type { Region } from '../model/flow.ts';
import type { Guard } from '../model/guards.ts';
import type { FunctionModel } from '../model/symbols.ts';
import { guardAt } from './guard-at.ts';

const FLAG =
  /(?:^|_)(?:running|run|active|alive|stop|stopped|stopping|closed|closing|shutdown|exit|killed?)(?:_|$)/iu;
const STREAM = /consum|subscri|listen|stream|queue|message|event|pubsub|update/iu;

/** A narrow handler lets through what a broad one caught: many times weaker. */
const NARROW = 0.1;

/** Handlers inside a loop that runs as long as the process: without them one exception ends the worker. */
export function workerGuards(fn: FunctionModel): readonly Guard[] {
  const endless = workerLoops(fn);
  const found = new Map<number, Guard>();
  for (const { regions } of fn.flow.operations) {
    const loop = regions.findIndex(
      (region) => region.kind === 'loop' && endless.has(region.header.start),
    );
    if (loop < 0) continue;
    for (const region of regions.slice(loop)) {
      if (region.kind !== 'try' || found.has(region.id)) continue;
      const { handlers } = region.statement;
      const [first] = handlers;
      if (first === undefined) continue;
      const broad = handlers.find(isBroad);
      const types = (broad ?? first).types.map((type) => textOf(type)).join(', ');
      found.set(
        region.id,
        guardAt(fn, 'exception-guard', {
          subject: 'worker loop',
          text: `try … except ${types}`.trim(),
          strength: broad === undefined ? NARROW : 1,
          span: { start: region.statement.start, end: region.statement.start + 'try'.length },
        }),
      );
    }
  }
  return [...found.values()];
}

/** Where the tests of the worker loops of a function begin; a loop that is left from inside, or yields, is none. */
function workerLoops(fn: FunctionModel): ReadonlySet<number> {
  const starts = new Set<number>();
  if (fn.facts.isGenerator) return starts;
  walkStatements(fn.body, (statement) => {
    if (statement.kind !== 'while' && statement.kind !== 'for') return;
    const header = statement.kind === 'while' ? statement.test : statement.iterable;
    if (!isLeft(statement.body)) starts.add(header.start);
  });
  return new Set(
    fn.flow.operations.flatMap(({ regions }) =>
      regions.flatMap((region) =>
        isWorkerLoop(region) && region.kind === 'loop' && starts.has(region.header.start)
          ? [region.header.start]
          : [],
      ),
    ),
  );
}

/** A `return`, or a `break` of this very loop. */
function isLeft(body: readonly Stmt[]): boolean {
  const inner = new Set<Stmt>();
  for (const statement of statementsIn(body)) {
    if (statement.kind !== 'for' && statement.kind !== 'while') continue;
    for (const nested of statementsIn(statement.body))
      if (nested.kind === 'break') inner.add(nested);
  }
  return [...statementsIn(body)].some(
    (statement) =>
      statement.kind === 'return' || (statement.kind === 'break' && !inner.has(statement)),
  );
}

/** `while True:`, `while not self.stopped:`, `async for message in consumer:`. */
export function isWorkerLoop(region: Region): boolean {
  if (region.kind !== 'loop') return false;
  if (region.loop === 'async-for') return STREAM.test(textOf(region.header));
  return region.loop === 'while' && isEndless(region.header);
}

function isEndless(test: Expr): boolean {
  if (test.kind === 'constant') return test.value === 'True';
  if (test.kind === 'number') return test.text !== '0';
  const flag = test.kind === 'unary' && test.operator === 'not' ? test.operand : test;
  if (flag.kind === 'call')
    return flag.callee.kind === 'attribute' && flag.callee.name === 'is_set';
  const name = flag.kind === 'attribute' ? flag.name : flag.kind === 'name' ? flag.id : '';
  return FLAG.test(name);
}

function isBroad({ types }: ExceptHandler): boolean {
  return (
    types.length === 0 ||
    types
      .flatMap((type) => (type.kind === 'tuple' ? type.items : [type]))
      .some((type) => /(?:^|\.)(?:Base)?Exception$/u.test(dottedName(type) ?? ''))
  );
}
