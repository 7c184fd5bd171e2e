import type { OtherChange } from '../domain/changed-file.ts';
import { compareText } from '../domain/order.ts';
import type { Skipped } from '../domain/review.ts';
import type { Project, TreeFile } from '../python/model/index.ts';
import type { OtherFile } from '../rule-kit/definition.ts';
import { asksFor } from './asked-files.ts';
import type { LoadedRule } from './loaded-rule.ts';
import type { RuleSettings } from './rule-settings.ts';
import { isBelow } from './targets.ts';

/** Files that are no Python modules and that rules judge. */
export interface OtherTargets {
  /** Sorted by path. */
  readonly head: readonly OtherFile[];
  readonly base: readonly OtherFile[];
  readonly skipped: readonly Skipped[];
}

export interface OtherScope {
  readonly rules: readonly LoadedRule[];
  readonly settings: RuleSettings;
  /** Files of a change that are judged; what is beyond is named. */
  readonly limit: number;
}

/** Every such file of the tree, below `under` when given. */
export function auditedFiles(project: Project, scope: OtherScope, under?: string): OtherTargets {
  const head = project.otherFiles
    .filter(({ path }) => (under === undefined || isBelow(path, under)) && isJudged(path, scope))
    .map((file) => otherFileOf(project, file, null));
  return { head, base: [], skipped: [] };
}

/** Those that the change touches. */
export function changedOtherFiles(
  change: {
    readonly head: Project;
    readonly base: Project;
    readonly changes: readonly OtherChange[];
  },
  scope: OtherScope,
): OtherTargets {
  const { head, base, changes } = change;
  const judged = changes.filter(
    ({ basePath, headPath }) => isJudged(headPath, scope) || isJudged(basePath, scope),
  );
  const [ofHead, ofBase] = [filesByPath(head), filesByPath(base)];
  const files: { readonly head: OtherFile[]; readonly base: OtherFile[] } = { head: [], base: [] };
  for (const { headPath, basePath } of judged.slice(0, scope.limit)) {
    const before = ofBase.get(basePath ?? '');
    const known = before === undefined ? null : otherFileOf(base, before, null);
    if (known !== null) files.base.push(known);
    const file = ofHead.get(headPath ?? '');
    if (file !== undefined) files.head.push(otherFileOf(head, file, known));
  }
  const cut = judged.slice(scope.limit).map(({ headPath, basePath }) => ({
    path: headPath ?? basePath ?? '',
    reason: `the change has more than ${scope.limit} files that rules ask for besides Python`,
  }));
  return {
    head: sorted(files.head),
    base: sorted(files.base),
    skipped: [...cut, ...unreadOf(files.head, scope)],
  };
}

function isJudged(path: string | null, { rules, settings }: OtherScope): boolean {
  if (path === null || settings.isIgnored(path)) return false;
  return rules.some((rule) => asksFor(rule, path) && settings.isEnabled(rule, path));
}

function filesByPath(project: Project): ReadonlyMap<string, TreeFile> {
  return new Map(project.otherFiles.map((file) => [file.path, file]));
}

function unreadOf(files: readonly OtherFile[], scope: OtherScope): readonly Skipped[] {
  return files
    .filter((file) => isJudged(file.path, scope) && file.lines === null)
    .map(({ path }) => ({ path, reason: 'its content could not be read as text' }));
}

function sorted(files: readonly OtherFile[]): readonly OtherFile[] {
  return [...files].sort((a, b) => compareText(a.path, b.path));
}

/** Read when a rule looks at its lines, and once. */
function otherFileOf(project: Project, file: TreeFile, before: OtherFile | null): OtherFile {
  let lines: readonly string[] | null | undefined;
  return {
    path: file.path,
    size: file.size,
    before,
    get lines() {
      if (lines === undefined) lines = linesOf(project.textOf(file));
      return lines;
    },
  };
}

function linesOf(text: string | null): readonly string[] | null {
  if (text === null) return null;
  const lines = text.replace(/^\uFEFF/u, '').split(/\r\n|\n|\r/u);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
