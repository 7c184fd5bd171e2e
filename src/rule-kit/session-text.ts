import type { CallSite, FunctionModel } from '../python/model/index.ts';

/** `await session.execute`: with the session that the function has, awaited as it awaits the calls given. For the code of a fix. */
export function executeText(fn: FunctionModel, calls: readonly (CallSite | null)[]): string {
  const made = calls.filter((call) => call !== null);
  const handed = made.flatMap(({ expr }) => expr.args);
  const names = [
    ...handed.flatMap(({ value }) => (value.kind === 'name' ? [value.id] : [])),
    ...fn.params.map(({ name }) => name),
  ];
  const session = names.find((name) => /session|^db$/iu.test(name)) ?? 'session';
  return `${made.some(({ awaited }) => awaited) ? 'await ' : ''}${session}.execute`;
}
