import type { CallSite, Project } from '../python/model/index.ts';
import { commentsAt } from './comments-at.ts';
import { nameOf } from './expressions.ts';

const OWNED =
  /ignor|best.?effort|elsewhere|handled|does(?: not|n.t) matter|on purpose|intention|suppress|swallow/iu;
/** Those who listen to one stream: one that is gone must not stop the others, and is dropped where it is read. */
const LISTENERS =
  /(?:subscriber|listener|client|connection|socket|websocket|peer|watcher|observer|player|viewer)s?$/iu;

/** The same is told to everybody who listens: `gather(*(sub(chunk) for sub in self.subscribers))`. */
function isTold({ expr, operation }: CallSite): boolean {
  if (operation.statement.kind !== 'expression') return false;
  return expr.args.some(({ value }) => {
    const inner = value.kind === 'starred' ? value.value : value;
    if (inner.kind !== 'comprehension') return false;
    return inner.clauses.some(
      (clause) => clause.kind === 'for' && LISTENERS.test(nameOf(clause.iterable) ?? ''),
    );
  });
}

/** Whoever wrote it says that failures do not matter here, in a comment or by telling all who listen. */
export function isBestEffort(call: CallSite, project: Project): boolean {
  return isTold(call) || OWNED.test(commentsAt(call, project).above);
}
