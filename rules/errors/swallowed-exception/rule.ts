import {
  callsWithin,
  catchesEverything,
  certaintyOf,
  codeBodiesOf,
  defineRule,
  handlerPlace,
  handlerText,
  hasLinterComment,
  isCheckedNext,
  isLastResort,
  isParsing,
  isSilentHandler,
  keepsDefault,
  lossOf,
  saysWhy,
  suppressionOfAll,
  statementsIn,
  tellsOfErrors,
  triedCalls,
} from '#rule-kit';
import type { CallSite, CodeBody, Confidence, Effect, ExceptHandler, Knowledge } from '#rule-kit';
import type { Loss, Severity, Stmt, TryStmt, WithStmt } from '#rule-kit';

/** What must not fail unseen: money, rows, orders to other services. */
const CONSEQUENCES: readonly Effect[] = ['payment', 'database-write', 'publish', 'task-dispatch'];
const SEVERITIES: Readonly<Record<Exclude<Loss, 'courtesy'>, Severity>> = {
  payment: 'high',
  write: 'high',
  outside: 'medium',
  lookup: 'low',
  unknown: 'low',
};
/** Clean-up may fail because there is nothing left to clean up. */
const CLEAN_UP =
  /^(?:a?close|abort|cancel|cleanup|clear|delete|disconnect|down|exit|flush|join|kill|release|remove|reset|rollback|rmtree|shutdown|stop|terminate|unlink|unsubscribe|wait_closed|__a?exit__)(?:_|$)/u;
const LAST_STEPS =
  /^_*(?:del__|a?exit__|a?close|cleanup|shutdown|teardown|stop|disconnect)(?:_|$)/u;

/** A statement that drops errors. */
interface Dropped {
  readonly statement: TryStmt | WithStmt;
  readonly handler: ExceptHandler | null;
  readonly body: CodeBody;
}

export default defineRule({
  title: 'Exception that is swallowed',
  severity: 'high',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    swallowed: '`{handler}` drops every error of `{what}`{more} without a trace.',
    suppressed: '`{call}` drops every error of `{what}`{more} without a trace.',
  },
  library: 'logger.exception(…), sentry_sdk.capture_exception()',
  create({ knowledge, report }) {
    return {
      module(module) {
        for (const body of codeBodiesOf(module)) {
          for (const statement of statementsIn(body.statements)) {
            if (statement.kind === 'try') {
              const handler = silentHandler(statement, body);
              if (handler === null || isHarmless(statement.body, body, knowledge)) continue;
              const loss = lossOf(body, statement.body, knowledge);
              const details = weighed(loss, { statement, handler, body });
              if (details === null) continue;
              const tried = triedCalls(callsWithin(body, statement.body), CONSEQUENCES);
              const params = { handler: handlerText(handler), ...tried };
              report(handlerPlace(handler, body), 'swallowed', params, {
                ...details,
                fixCode: logged(handler, tried.what, body),
                context: `${params.handler} ${tried.what}${tried.more}`,
              });
            } else if (statement.kind === 'with') {
              const call = suppressionOfAll(statement, body, knowledge);
              if (call === null || isHarmless(statement.body, body, knowledge)) continue;
              const loss = lossOf(body, statement.body, knowledge);
              const details = weighed(loss, { statement, handler: null, body });
              if (details === null) continue;
              const tried = triedCalls(callsWithin(body, statement.body), CONSEQUENCES);
              report(call, 'suppressed', { call: `${call.text}(…)`, ...tried }, details);
            }
          }
        }
      },
    };
  },
});

/**
 * `except Exception: pass`. Not where a way that worked ends the function or the loop: the next way is tried then, which is a
 * fallback; and not where a comment for linters says that it is meant.
 */
function silentHandler(statement: TryStmt, body: CodeBody): ExceptHandler | null {
  const handler = statement.handlers.find(
    (entry) => isSilentHandler(entry) && catchesEverything(entry.types, body),
  );
  if (handler === undefined || hasLinterComment(handler, body)) return null;
  const tried = [...statementsIn(statement.body), ...statementsIn(statement.orelse)];
  return tried.some(({ kind }) => kind === 'return' || kind === 'break') ? null : handler;
}

/** Optional imports, values that are read out of others, clean-up of what may be gone already, and measuring, which must not disturb what it measures. */
function isHarmless(statements: readonly Stmt[], body: CodeBody, knowledge: Knowledge): boolean {
  if (body.function !== null && LAST_STEPS.test(body.function.name)) return true;
  if (statements.every(({ kind }) => kind === 'import' || kind === 'pass')) return true;
  const calls = callsWithin(body, statements);
  const isSide = (call: CallSite): boolean =>
    isParsing(call) ||
    CLEAN_UP.test(call.text.split('.').at(-1) ?? '') ||
    call.fact?.effects?.includes('log') === true ||
    knowledge.kindsOf(call.name ?? '').includes('observability') ||
    call.name?.startsWith('builtins') === true;
  return calls.every(isSide);
}

/**
 * High where a payment or a write is lost. Null for a courtesy (a message to the user, a cache entry, a metric), and where somebody
 * wrote down why the error does not matter; a payment matters all the same.
 */
function weighed(
  loss: Loss,
  { statement, handler, body }: Dropped,
): { readonly severity: Severity; readonly confidence: Confidence } | null {
  if (loss === 'courtesy') return null;
  const isMeant = saysWhy(statement.start, handler, body) || tellsOfErrors(body);
  if (loss !== 'payment' && isMeant) return null;
  const severity = SEVERITIES[loss];
  if (
    severity !== 'high' &&
    (isLastResort(statement, body) || isCheckedNext(statement, handler, body))
  )
    return null;
  if ((loss === 'outside' || loss === 'lookup') && keepsDefault(statement.body, body))
    return { severity: SEVERITIES.lookup, confidence: 'low' };
  return { severity, confidence: certaintyOf(loss, callsWithin(body, statement.body)) };
}

function logged(handler: ExceptHandler, what: string, { function: fn }: CodeBody): string {
  const header = handler.types.length === 0 ? 'except Exception' : handlerText(handler);
  const [call = what] = what.split('(');
  return [
    `${header}:`,
    `    logger.exception("${fn?.name ?? call} failed")`,
    '    raise  # unless the work can go on without it',
  ].join('\n');
}
