import { defineRule, nameOf, onceOnlyEffects, placeAt, statementsIn } from '#rule-kit';
import type { EntryKind, Expr, FunctionModel, ModuleModel, Operation } from '#rule-kit';

/** Names that say that what is in it was done before. */
const REGISTRY =
  /processed|seen|handled|dedup|idempot|already|delivered|consumed|completed_(?:events|payments)/iu;
/** What is under way right now is forgotten when it is done, and may be. */
const UNDERWAY = /progress|running|pending|active|current|busy|lock/iu;
/** What may be lost at any time: the answer is found again, or the user waits a little less. */
const LOSABLE =
  /cache|(?:^|_)hist(?:ory)?(?:_|$)|limit|throttl|cooldown|flood|last_|(?:^|_)rates?(?:_|$)/iu;
const DELIVERED: ReadonlySet<EntryKind> = new Set<EntryKind>([
  'webhook',
  'consumer',
  'bot-payment',
  'task',
]);
const MAKES =
  /^(?:set|dict|deque|OrderedDict|defaultdict|TTLCache|LRUCache|collections\.\w+|cachetools\.\w+|Counter|list)$/u;
const IDENTITY =
  /(?:event|update|message|charge|payment|transaction|delivery|notification|request|webhook|invoice|order|idempotency|task)_?(?:id|key|uuid)\b|charge_id|["'](?:id|event_id|update_id|message_id)["']|(?:event|update|message|payment|order|invoice|request|callback|query|delivery)\.id$/iu;

export default defineRule({
  title: 'Processed events remembered in memory',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    found:
      '`{function}` tells repeated deliveries by `{registry}`, which lives in the memory of one process: after a restart, or in a second process, the same delivery counts as new.',
  },
  library: 'a unique row in the database, or SET NX EX',
  create({ project, report }) {
    return {
      function(fn) {
        const seen = new Set<string>();
        for (const operation of fn.flow.operations) {
          if (operation.kind !== 'test') continue;
          for (const { key, registry } of membershipsOf(operation.test)) {
            const name = nameOf(registry);
            if (name === null || seen.has(name) || UNDERWAY.test(name)) continue;
            if (LOSABLE.test(name)) continue;
            if (!isInMemory(name, fn)) continue;
            const isNamed = REGISTRY.test(name);
            if (!isNamed && !tellsDeliveries(key)) continue;
            if (!isAddedAfter(name, operation, fn) || !isDelivered(fn)) continue;
            seen.add(name);
            report(
              placeAt(fn, { start: registry.start, end: registry.end }),
              'found',
              { function: fn.name, registry: name },
              { confidence: isNamed ? 'high' : 'medium' },
            );
          }
        }
      },
    };

    function isDelivered(fn: FunctionModel): boolean {
      const kinds = project.entriesReaching(fn).map(({ kind }) => kind);
      if (kinds.some((kind) => DELIVERED.has(kind))) return true;
      // Most of what a bot is told may be answered twice; not what adds rows and amounts.
      return kinds.includes('bot-handler') && onceOnlyEffects(fn, project).length > 0;
    }
  },
});

/** `event_id in processed`, `event_id not in processed`. */
function membershipsOf(test: Expr): { key: Expr; registry: Expr }[] {
  const stack = [test];
  const found: { key: Expr; registry: Expr }[] = [];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (expr.kind === 'boolean') stack.push(expr.left, expr.right);
    if (expr.kind === 'unary') stack.push(expr.operand);
    if (expr.kind !== 'compare' || expr.operands.length !== 2) continue;
    const [operator] = expr.operators;
    const [key, registry] = expr.operands;
    if (key === undefined || registry === undefined) continue;
    if (operator === 'in' || operator === 'not in') found.push({ key, registry });
  }
  return found;
}

function tellsDeliveries(key: Expr): boolean {
  const name = nameOf(key) ?? '';
  return IDENTITY.test(name) && !name.startsWith('self.');
}

/** A set, dict or queue made at module level, in the class or by its `__init__`, and not handed in. */
function isInMemory(name: string, fn: FunctionModel): boolean {
  const [owner, attribute, ...rest] = name.split('.');
  if (rest.length > 0 || owner === undefined) return false;
  if (attribute === undefined) return isModuleCollection(owner, fn.module, fn);
  if (owner !== 'self' && owner !== 'cls') return false;
  const value = fn.class?.attributes.find((one) => one.name === attribute)?.value ?? null;
  return isCollection(value);
}

function isModuleCollection(name: string, module: ModuleModel, fn: FunctionModel): boolean {
  if (fn.params.some((param) => param.name === name)) return false;
  const isLocal = fn.flow.operations.some(
    (operation) =>
      operation.kind === 'assign' && operation.targets.some((target) => nameOf(target) === name),
  );
  if (isLocal && !declaresGlobal(fn, name)) return false;
  return module.topLevel.operations.some(
    (operation) =>
      operation.kind === 'assign' &&
      operation.targets.some((target) => nameOf(target) === name) &&
      isCollection(operation.value),
  );
}

function declaresGlobal(fn: FunctionModel, name: string): boolean {
  return [...statementsIn(fn.body)].some(
    (stmt) => stmt.kind === 'global' && stmt.names.includes(name),
  );
}

/** `set()`, `{}`, `deque(maxlen=1000)`: empty when it is made. A set of constants is a list of choices. */
function isCollection(value: Expr | null): boolean {
  if (value?.kind === 'dict') return value.entries.length === 0;
  if (value?.kind === 'list') return value.items.length === 0;
  return value?.kind === 'call' && MAKES.test(nameOf(value.callee) ?? '');
}

/** The same function remembers the key: `processed.add(event_id)`, `processed[event_id] = True`. */
function isAddedAfter(name: string, test: Operation, fn: FunctionModel): boolean {
  return fn.flow.operations.some((operation) => {
    if (!fn.flow.canFollow(test, operation)) return false;
    if (operation.kind === 'call')
      return ['add', 'append', 'appendleft', 'update', 'setdefault'].some(
        (method) => operation.call.text === `${name}.${method}`,
      );
    return (
      operation.kind === 'assign' &&
      operation.targets.some(
        (target) => target.kind === 'subscript' && nameOf(target.object) === name,
      )
    );
  });
}
