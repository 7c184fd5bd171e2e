const DEFINITION = /^(?:@|def\b|async\b|class\b)/;
const LINE = /^[^\n]*$/gm;

/**
 * The source with those comments made blank that stand further left than the definition or decorator below them:
 *
 *     class Order:
 *         @cached
 *     #   @logged
 *         def total(self): ...
 *
 * Between a decorator and its function the grammar takes such a comment for the end of the class. Every character stays where
 * it was. Null when there is no such comment.
 */
export function withoutDedentedComments(source: string): string | null {
  const lines = source.match(LINE) ?? [];
  let changed = false;
  let definitionIndent = 0;
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const line = lines[i] ?? '';
    const text = line.trimStart();
    const indent = line.length - text.length;
    if (text.startsWith('#')) {
      if (indent >= definitionIndent) continue;
      lines[i] = line.replace(/[^\r]/g, ' ');
      changed = true;
    } else if (text !== '') {
      definitionIndent = DEFINITION.test(text) ? indent : 0;
    }
  }
  return changed ? lines.join('\n') : null;
}
