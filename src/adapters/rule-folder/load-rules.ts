import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIMENSIONS, type Dimension } from '../../domain/finding.ts';
import { compareText, sortedBy } from '../../domain/order.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import type { RuleDefinition } from '../../rule-kit/definition.ts';
import { isMissing, messageOf } from './file-errors.ts';
import { deepFreeze } from './deep-freeze.ts';
import { readRedirects } from './redirects.ts';
import { parseRulePage } from './rule-page.ts';
import { ruleDefinitionSchema } from './rule-schema.ts';

/** Why a rule cannot be used. A broken folder stops the start with its path and reason. */
export interface RuleProblem {
  /** Path inside the rules folder. */
  readonly path: string;
  readonly message: string;
}

interface RuleFolder {
  readonly id: string;
  readonly dimension: Dimension;
  /** `dimension/id`. */
  readonly path: string;
}

/** Imports and validates every `<dimension>/<rule-id>/rule.ts` of a folder, sorted by id. */
export async function loadRules(
  directory: string,
): Promise<Result<readonly LoadedRule[], readonly RuleProblem[]>> {
  const folders = await ruleFolders(directory);
  const problems: RuleProblem[] = duplicateIds(folders);
  const rules: LoadedRule[] = [];
  for (const folder of folders) {
    // One after the other: the order of problems must not depend on the disk.
    const rule = await loadRule(directory, folder);
    if (rule.ok) rules.push(rule.value);
    else problems.push(...rule.error.map((message) => ({ path: folder.path, message })));
  }
  problems.push(...duplicateTitles(rules));
  const redirects = await readRedirects(
    join(directory, 'redirects.yml'),
    new Set(folders.map((f) => f.id)),
  );
  if (!redirects.ok)
    problems.push(...redirects.error.map((message) => ({ path: 'redirects.yml', message })));
  if (problems.length > 0 || !redirects.ok) return err(problems);
  return ok(
    deepFreeze(
      sortedBy(rules, (rule) => [rule.id]).map((rule) => withFormerIds(rule, redirects.value)),
    ),
  );
}

function withFormerIds(rule: LoadedRule, redirects: ReadonlyMap<string, string>): LoadedRule {
  const former = [...redirects].filter(([, id]) => id === rule.id).map(([old]) => old);
  return { ...rule, formerIds: former.sort(compareText) };
}

/** Folders of a dimension that hold a rule.ts; anything else (knowledge, templates) is passed over. */
async function ruleFolders(directory: string): Promise<readonly RuleFolder[]> {
  const folders: RuleFolder[] = [];
  for (const dimension of DIMENSIONS) {
    for (const id of await subfolders(join(directory, dimension))) {
      folders.push({ id, dimension, path: `${dimension}/${id}` });
    }
  }
  return sortedBy(folders, (folder) => [folder.path]);
}

async function subfolders(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function loadRule(
  directory: string,
  folder: RuleFolder,
): Promise<Result<LoadedRule, readonly string[]>> {
  const definition = await importDefinition(join(directory, folder.path, 'rule.ts'));
  const page = await readPage(join(directory, folder.path, 'rule.md'));
  if (!definition.ok || !page.ok) {
    return err([...(definition.ok ? [] : definition.error), ...(page.ok ? [] : page.error)]);
  }
  const problems: string[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(folder.id))
    problems.push('the folder name must be kebab-case: it is the rule id');
  if (page.value.title !== definition.value.title) {
    problems.push(`rule.md is titled "${page.value.title}", rule.ts "${definition.value.title}"`);
  }
  if (problems.length > 0) return err(problems);
  return ok({
    id: folder.id,
    dimension: folder.dimension,
    formerIds: [],
    definition: definition.value,
    page: page.value,
  });
}

async function importDefinition(file: string): Promise<Result<RuleDefinition, readonly string[]>> {
  let exported: unknown;
  try {
    exported = await import(pathToFileURL(file).href);
  } catch (error) {
    return err([`rule.ts cannot be imported: ${messageOf(error)}`]);
  }
  const value =
    exported !== null && typeof exported === 'object' && 'default' in exported
      ? exported.default
      : null;
  const parsed = ruleDefinitionSchema.safeParse(value);
  if (!parsed.success) {
    return err(
      parsed.error.issues.map(
        (issue) =>
          `rule.ts: ${issue.path.map(String).join('.') || 'default export'}: ${issue.message}`,
      ),
    );
  }
  // The schema has checked every member; the object itself is kept, so that its methods keep their receiver.
  return ok(value as RuleDefinition);
}

async function readPage(file: string): Promise<ReturnType<typeof parseRulePage>> {
  try {
    return parseRulePage(await readFile(file, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return err(['rule.md is missing']);
    throw error;
  }
}

function duplicateIds(folders: readonly RuleFolder[]): RuleProblem[] {
  const seen = new Map<string, string>();
  const problems: RuleProblem[] = [];
  for (const folder of folders) {
    const first = seen.get(folder.id);
    if (first !== undefined)
      problems.push({
        path: folder.path,
        message: `the id ${folder.id} is already used by ${first}`,
      });
    else seen.set(folder.id, folder.path);
  }
  return problems;
}

function duplicateTitles(rules: readonly LoadedRule[]): RuleProblem[] {
  const seen = new Map<string, string>();
  const problems: RuleProblem[] = [];
  for (const rule of rules) {
    const first = seen.get(rule.definition.title);
    if (first !== undefined) {
      problems.push({
        path: `${rule.dimension}/${rule.id}`,
        message: `has the same title as ${first}`,
      });
    } else seen.set(rule.definition.title, rule.id);
  }
  return problems;
}
