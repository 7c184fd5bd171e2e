import type { ClassifiedFinding } from '../../domain/finding.ts';
import type { Review } from '../../domain/review.ts';
import { builtInRules } from '../../engine/built-in-rules.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { decodePython } from '../../python/syntax/decode.ts';
import { isPython } from '../../application/trees/reviewed-files.ts';
import { renderGitHub } from '../../render/github.ts';
import { renderJson } from '../../render/json.ts';
import { renderMarkdown } from '../../render/markdown.ts';
import { NO_LINKS } from '../../render/places.ts';
import { renderSarif } from '../../render/sarif.ts';
import { renderText } from '../../render/text.ts';
import { tool } from '../wiring/tool.ts';
import type { InputTrees } from './trees.ts';

export const FORMATS = ['text', 'json', 'sarif', 'markdown', 'github'] as const;
export type Format = (typeof FORMATS)[number];

interface ReportContext {
  readonly rules: readonly LoadedRule[];
  readonly trees: InputTrees;
  readonly color: boolean;
}

export function renderReport(format: Format, review: Review, context: ReportContext): string {
  const hasBase = context.trees.base !== null;
  switch (format) {
    case 'text':
      return renderText(review, { color: context.color, codeOf: codeReader(context.trees) });
    case 'json':
      return renderJson(review, tool);
    case 'sarif':
      return renderSarif(review, { tool, rules: [...context.rules, ...builtInRules], hasBase });
    case 'markdown':
      return renderMarkdown(review, { links: context.trees.links ?? NO_LINKS, isAudit: !hasBase });
    case 'github':
      return renderGitHub(review);
  }
}

/**
 * The line of code a finding stands on, from the tree it was found in. Files are decoded once. Only Python is shown: what a
 * rule says of any other file may be that it holds a secret.
 */
function codeReader(trees: InputTrees): (finding: ClassifiedFinding) => string | null {
  const linesByFile = new Map<string, readonly string[]>();
  return (finding) => {
    if (!isPython(finding.path)) return null;
    const key = `${finding.side} ${finding.path}`;
    const lines = linesByFile.get(key) ?? linesOf(trees, finding);
    linesByFile.set(key, lines);
    return lines[finding.line - 1] ?? null;
  };
}

function linesOf(trees: InputTrees, finding: ClassifiedFinding): readonly string[] {
  const tree = finding.side === 'LEFT' ? trees.base : trees.head;
  const file = tree?.files.find(({ path }) => path === finding.path);
  const bytes = file === undefined ? null : (tree?.read(file) ?? null);
  const decoded = bytes === null ? null : decodePython(bytes);
  return decoded?.ok === true ? decoded.value.text.split(/\r\n|\n|\r/u) : [];
}
