import type { ChangedFile } from '../domain/changed-file.ts';
import type { FileKind, Project } from '../python/model/index.ts';
import type { LoadedRule } from './loaded-rule.ts';
import type { RuleSettings } from './rule-settings.ts';

/** What a rule judges when it does not say so. */
export const DEFAULT_KINDS: readonly FileKind[] = ['source'];

/** Kinds of files that some rule may judge. Files of other kinds (tests, mostly) are read only where judged code leads to them. */
export function judgedKinds(
  rules: readonly LoadedRule[],
  settings: RuleSettings,
): ReadonlySet<FileKind> {
  const enabled = rules.filter((rule) => settings.isEverEnabled(rule));
  // Sources always: state machines and moved guards are told without any rule.
  return new Set([...DEFAULT_KINDS, ...enabled.flatMap((rule) => rule.definition.fileKinds ?? [])]);
}

/** True for files of these kinds, and for those that the project does not know. */
export function isOfKind(project: Project, path: string, kinds: ReadonlySet<FileKind>): boolean {
  const info = project.info(path);
  return info === null || kinds.has(info.kind);
}

/** Changed files that are of these kinds in base or in head. */
export function changesOfKinds(
  files: readonly ChangedFile[],
  { head, base }: { readonly head: Project; readonly base: Project },
  kinds: ReadonlySet<FileKind>,
): readonly ChangedFile[] {
  return files.filter(
    ({ headPath, basePath }) =>
      (headPath !== null && isOfKind(head, headPath, kinds)) ||
      (basePath !== null && isOfKind(base, basePath, kinds)),
  );
}
