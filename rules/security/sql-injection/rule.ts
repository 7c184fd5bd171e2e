import { defineRule, insertedParts, textOf } from '#rule-kit';
import type { CallSite, Expr, InsertedPart, Project, Severity } from '#rule-kit';

export default defineRule({
  title: 'SQL built from values',
  severity: 'critical',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    value: '`{call}` runs SQL with `{part}` written into its text.',
    identifier: '`{call}` runs SQL that takes the name of a table or column from `{part}`.',
  },
  library: 'bind parameters of the driver; quoted identifiers where a name must vary',
  create({ project, report }) {
    return {
      call(call) {
        const sql = sqlOf(call);
        if (sql === null) return;
        const [part] = insertedParts(sql, call);
        if (part === undefined) return;
        const isIdentifier = IDENTIFIER_POSITION.test(part.before);
        const params = { call: call.text, part: textOf(part.expr) };
        const details = {
          severity: severityOf(call, isIdentifier, project),
          confidence: isIdentifier ? 'medium' : 'high',
          fixCode: boundCall(call, part),
        } as const;
        report(call, isIdentifier ? 'identifier' : 'value', params, details);
      },
    };
  },
});

/** Text after which a name stands, which no driver can bind. */
const IDENTIFIER_POSITION =
  /\b(?:from|into|table|update|join|index|schema|database|column|sequence|view|only|by|as|role|truncate)\s+(?:if\s+(?:not\s+)?exists\s+)?[\w."`[]*$/iu;

function sqlOf(call: CallSite): Expr | null {
  const position = call.fact?.sql;
  if (position === undefined) return null;
  return typeof position === 'number'
    ? (call.expr.args.filter((arg) => arg.name === null)[position]?.value ?? null)
    : call.argument(position);
}

/** Critical where a request, message or task reaches the statement; elsewhere the code itself chooses the value, for now. */
function severityOf(call: CallSite, isIdentifier: boolean, project: Project): Severity {
  const isReached = call.function !== null && project.entriesReaching(call.function).length > 0;
  if (!isReached) return 'medium';
  return isIdentifier ? 'high' : 'critical';
}

/** The shape of the statement with its value bound: the driver's own placeholder is not known here. */
function boundCall(call: CallSite, part: InsertedPart): string {
  return `${call.text}("… = :value", {"value": ${textOf(part.expr)}})`;
}
