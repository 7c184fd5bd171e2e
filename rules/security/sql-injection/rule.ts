import {
  defineRule,
  insertedParts,
  isAlwaysLiteral,
  isCheckedBefore,
  isHandedIn,
  leadingText,
  textOf,
} from '#rule-kit';
import type { CallSite, Confidence, Expr, InsertedPart, Severity } from '#rule-kit';

export default defineRule({
  title: 'SQL built from values',
  severity: 'critical',
  precision: 'medium',
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
        const part = insertedParts(sql, call).find(
          (one) => !isCheckedBefore(one, call) && isHandedIn(one, call, project),
        );
        if (part === undefined || isAlwaysLiteral(part.expr, call, project)) return;
        const isIdentifier = IDENTIFIER_POSITION.test(part.before);
        const isReached =
          call.function !== null && project.entriesReaching(call.function).length > 0;
        // Who changes the schema by hand chooses the names, and no driver binds anything there.
        if (SCHEMA_CHANGE.test(leadingText(sql, call)) && !isReached) return;
        const params = { call: call.text, part: textOf(part.expr) };
        const details = {
          severity: severityOf(isReached, isIdentifier),
          confidence: confidenceOf(isReached, isIdentifier),
          fixCode: isIdentifier ? listedName(part) : boundCall(call, part),
        } as const;
        report(call, isIdentifier ? 'identifier' : 'value', params, details);
      },
    };
  },
});

const SCHEMA_CHANGE =
  /^\s*(?:create|alter|drop|rename|truncate|comment|reindex|vacuum|grant|revoke|pragma)\b/iu;

/** Text after which a name stands, which no driver can bind. */
const IDENTIFIER_POSITION =
  /\b(?:from|into|table|update|join|index|schema|database|column|sequence|view|only|by|as|role|truncate)\s+(?:if\s+(?:not\s+)?exists\s+)?[\w."`[]*$|["`]$/iu;

function sqlOf(call: CallSite): Expr | null {
  const position = call.fact?.sql;
  if (position === undefined) return null;
  return typeof position === 'number'
    ? (call.expr.args.filter((arg) => arg.name === null)[position]?.value ?? null)
    : call.argument(position);
}

/** Critical where a request, message or task reaches the statement; elsewhere the code itself chooses the value, for now. */
function severityOf(isReached: boolean, isIdentifier: boolean): Severity {
  if (!isReached) return 'medium';
  return isIdentifier ? 'high' : 'critical';
}

/** A name that nobody outside is seen to choose is a note at most. */
function confidenceOf(isReached: boolean, isIdentifier: boolean): Confidence {
  if (isIdentifier) return isReached ? 'medium' : 'low';
  return isReached ? 'high' : 'medium';
}

/** The shape of the statement with its value bound. */
function boundCall(call: CallSite, part: InsertedPart): string {
  const value = textOf(part.expr);
  if (/(?:^|\.)text$/u.test(call.text))
    return `${call.text}("… = :value").bindparams(value=${value})`;
  return `${call.text}("… = %s", (${value},))  # or the placeholder of the driver: ?, $1`;
}

function listedName(part: InsertedPart): string {
  return `name = {"created": "created_at", …}[${textOf(part.expr)}]  # only names that the code lists`;
}
