import { defineRule } from '#rule-kit';
import type { CallSite, ClassModel, FunctionModel, Knowledge, Project, Severity } from '#rule-kit';

const REPOSITORY_NAME = /(?:Repository|Repo|DAO|Dao)(?:Impl|Base)?$/u;
const SERVICE_NAME = /(?:Service|UseCase|Interactor|Handler)$/u;
const UNIT_OF_WORK = /(?:^|_)(?:uow|unit_?of_?work)(?:_|$)/iu;
const UNIT_OF_WORK_CLASS = /(?:UnitOfWork|UoW|Uow)/u;

export default defineRule({
  title: 'Commit inside a repository',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    commits: '`{class}.{method}` commits: `{call}` ends the transaction of whoever called it.',
    begins: '`{class}.{method}` opens and commits a transaction of its own: `{call}`.',
    owns: '`{class}` takes connections from the pool itself ({methods}): each of its writes commits on its own.',
  },
  library: 'Unit of Work: the repository flushes, the use case commits',
  create({ project, knowledge, report }) {
    return {
      class(cls) {
        if (!isRepository(cls, project)) return;
        const severity = severityOf(project);
        const methods = cls.methods.filter((method) => !isTransactionControl(method));
        for (const method of methods) {
          const ending = method.calls.filter((call) => ends(call, knowledge) && !isOptedIn(call));
          const commit = ending.find((call) => hasEffect(call, 'transaction-commit')) ?? null;
          const opening =
            commit === null ? ending.find((call) => opens(call, knowledge)) : undefined;
          const call = commit ?? opening;
          if (call === undefined) continue;
          const params = { class: cls.name, method: method.name, call: `${call.text}()` };
          const rest = ending.filter((other) => other !== call);
          const details = {
            severity,
            evidence: rest.map((place) => ({ place, note: `\`${place.text}()\` here too` })),
            ...(commit === null ? {} : { fixCode: flushed(commit) }),
          };
          report(call, commit === null ? 'begins' : 'commits', params, details);
        }
        const owning = methods.filter((method) => writesOnItsOwn(method, knowledge));
        const [first] = owning;
        const place = first?.calls.find((call) => isAcquired(call, knowledge));
        if (place === undefined) return;
        const names = owning.map((method) => method.name).join(', ');
        report(
          place,
          'owns',
          { class: cls.name, methods: names },
          {
            severity: 'medium',
            context: cls.name,
            weight: owning.length,
          },
        );
      },
    };
  },
});

function isRepository(cls: ClassModel, { layers }: Project): boolean {
  if (cls.isProtocol || cls.orm !== null || UNIT_OF_WORK_CLASS.test(cls.name)) return false;
  if (REPOSITORY_NAME.test(cls.name)) return true;
  // `services/crud/`: a service that commits ends its own use case, wherever it lies.
  if (SERVICE_NAME.test(cls.name)) return false;
  const layer = layers.layerOf(cls.module.path);
  return layer?.layer === 'persistence' && layer.role === 'repository';
}

/** Where somebody else is there to commit, a commit below it is an error; elsewhere it is a debt. */
function severityOf({ layers, modules }: Project): Severity {
  const hasUnitOfWork = modules.some(
    ({ name, kind }) => kind === 'source' && UNIT_OF_WORK.test(name.split('.').at(-1) ?? ''),
  );
  return layers.hasDomain || hasUnitOfWork || layers.layout === 'feature-folders'
    ? 'high'
    : 'medium';
}

/** `commit`, `save_changes`, `__aexit__`: the class offers the transaction to its caller, under that name. */
function isTransactionControl({ name }: FunctionModel): boolean {
  return /^(?:commit|rollback|begin|transaction|save_changes|__a?exit__|__a?enter__)$/u.test(name);
}

function hasEffect(call: CallSite, effect: 'transaction-commit' | 'transaction-begin'): boolean {
  return call.fact?.effects?.includes(effect) === true;
}

/** A commit, or a transaction around some statements. A savepoint ends nothing. */
function ends(call: CallSite, knowledge: Knowledge): boolean {
  if (call.deferred) return false;
  return hasEffect(call, 'transaction-commit') || opens(call, knowledge);
}

function opens(call: CallSite, knowledge: Knowledge): boolean {
  if (call.name === null || !/\.(?:begin|atomic|transaction)$/u.test(call.name)) return false;
  const isEntered = call.regions.some((region) => region.kind === 'with' && region.call === call);
  const inBlock = call.operation.statement.kind === 'with';
  return (isEntered || inBlock) && knowledge.hasRole(call.name, 'transaction');
}

/** `if commit: session.commit()`: the caller asked for it. */
function isOptedIn(call: CallSite): boolean {
  const params = new Set((call.function?.params ?? []).map((param) => param.name));
  return call.regions.some(
    (region) =>
      region.kind === 'branch' &&
      region.test !== null &&
      region.test.kind === 'name' &&
      (params.has(region.test.id) || /commit/u.test(region.test.id)),
  );
}

/** Takes a connection from a pool and writes with it, outside any transaction. */
function writesOnItsOwn(method: FunctionModel, knowledge: Knowledge): boolean {
  if (!method.calls.some((call) => isAcquired(call, knowledge))) return false;
  return method.calls.some(
    (call) =>
      call.fact?.effects?.includes('database-write') === true &&
      !hasEffect(call, 'transaction-commit') &&
      method.flow.transactionsAt(call.operation).length === 0 &&
      (call.receiver === null || isConnection(call, knowledge)),
  );
}

function isConnection(call: CallSite, knowledge: Knowledge): boolean {
  const name = call.receiver?.name ?? '';
  return knowledge.hasRole(name, 'connection') || knowledge.hasRole(name, 'pool');
}

function isAcquired(call: CallSite, knowledge: Knowledge): boolean {
  if (call.receiver === null || !knowledge.hasRole(call.receiver.name, 'pool')) return false;
  return /\.(?:acquire|connection|execute|executemany)$/u.test(call.name ?? '');
}

function flushed(call: CallSite): string {
  const text = `${call.text.replace(/\.commit$/u, '.flush')}()`;
  return `${call.awaited ? 'await ' : ''}${text}  # the unit of work commits`;
}
