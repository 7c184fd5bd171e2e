import { matchesGlob } from '../domain/glob.ts';
import type { LoadedRule } from './loaded-rule.ts';

/** True for files that some rule judges although they are no Python modules: they are read where a change touches them. */
export type AskedFor = (path: string) => boolean;

/** What the rules ask for with `files`. */
export function askedForBy(rules: readonly LoadedRule[]): AskedFor {
  const asking = rules.filter((rule) => rule.definition.files !== undefined);
  return (path) => asking.some((rule) => asksFor(rule, path));
}

/** Patterns are of names, in lower case: `ID_RSA` is as secret as `id_rsa`. */
export function asksFor(rule: LoadedRule, path: string): boolean {
  const patterns = rule.definition.files;
  if (patterns === undefined || isModule(path)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return patterns.some((pattern) => matchesGlob(pattern, name));
}

/** Python and stubs: the model of the code speaks for them. */
function isModule(path: string): boolean {
  return /\.pyi?$/u.test(path);
}
