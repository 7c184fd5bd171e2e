import { argumentTexts, defineRule, isInService, isScript, isServed, usersOfKept } from '#rule-kit';
import type { CallSite, FunctionModel, Knowledge, Lifetime, Project } from '#rule-kit';

type Kept = Extract<Lifetime, { readonly kind: 'kept' }>;

export default defineRule({
  title: 'One database session for the whole process',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    kept: '`{name}` is one `{type}` for the whole process, shared by `{users}`.',
    default:
      'The default of `{parameter}` is one `{type}`: it is made when `{function}` is defined, and all its calls share it.',
  },
  library: 'a session factory, and a session per request or unit of work',
  create({ knowledge, project, report }) {
    return {
      call(call) {
        const type = sessionType(call, knowledge);
        if (type === null) return;
        const kept = project.lifetimesOf(call).find((way) => isKeptHere(way, call));
        if (kept?.kind !== 'kept') return;
        const users = usersOfKept(kept, project);
        const confidence = confidenceOf(users, call, project);
        if (confidence === null) return;
        const evidence = users
          .slice(0, 3)
          .map((fn) => ({ place: headerOf(fn), note: `\`${fn.name}\` uses it` }));
        const severity = severityOf(type, users, knowledge);
        const params = { name: kept.name, type: shortName(type), users: listed(users) };
        const fixCode = factoryFor(call, knowledge.hasRole(type, 'async-session'));
        report(call, 'kept', params, { confidence, severity, evidence, fixCode });
      },
      function(fn) {
        for (const { name, facts, dependency } of fn.params) {
          if (facts.default?.kind !== 'call' || dependency !== null) continue;
          const type = (fn.outer ?? fn.module).typeOf(facts.default);
          if (type === null || type.isClass || !isOneAtATime(type.name, knowledge)) continue;
          const place = { module: fn.module, symbol: fn.symbol, span: facts.default };
          const confidence = isServed(fn, project) ? 'high' : 'medium';
          const severity = severityOf(type.name, [fn], knowledge);
          const params = { parameter: name, type: shortName(type.name), function: fn.name };
          report(place, 'default', params, { confidence, severity });
        }
      },
    };
  },
});

/** The session or connection that a call gives: of a library, or of a factory of the project. */
function sessionType({ fact, target }: CallSite, knowledge: Knowledge): string | null {
  const given = target !== null && 'returnType' in target ? target.returnType : null;
  const type = fact?.returns ?? (given?.isClass === false ? given.name : undefined);
  return type !== undefined && isOneAtATime(type, knowledge) ? type : null;
}

/** Serves one transaction at a time: not a registry of sessions, not a client with a pool behind it. */
function isOneAtATime(type: string, knowledge: Knowledge): boolean {
  if (knowledge.hasRole(type, 'scoped-session') || knowledge.hasRole(type, 'pool')) return false;
  if (knowledge.hasRole(type, 'session') || knowledge.hasRole(type, 'async-session')) return true;
  if (!knowledge.hasRole(type, 'connection')) return false;
  return ['cursor', 'execute'].some((method) => knowledge.callable(`${type}.${method}`) !== null);
}

/** Kept by what this call is given to; what a factory gives is the business of the call of the factory. */
function isKeptHere(way: Lifetime, call: CallSite): way is Kept {
  if (way.kind !== 'kept') return false;
  return way.path.length === 0 || way.holder === 'cache' || call.function?.name === '__init__';
}

/** Null: nobody uses it, or nothing says that two could at the same time. */
function confidenceOf(
  users: readonly FunctionModel[],
  { module }: CallSite,
  project: Project,
): 'high' | 'medium' | null {
  if (users.some((fn) => isServed(fn, project))) return 'high';
  if (users.length === 0 || isScript(module) || users.some(isCommand)) return null;
  return isInService(module, project) ? 'medium' : null;
}

/** A command line runs one thing at a time. */
function isCommand({ entries }: FunctionModel): boolean {
  return entries.some(({ kind }) => kind === 'cli');
}

/** A plain connection in one thread mixes transactions only where something waits between its statements. */
function severityOf(
  type: string,
  users: readonly FunctionModel[],
  knowledge: Knowledge,
): 'critical' | 'high' | 'medium' {
  if (!knowledge.hasRole(type, 'connection')) return 'critical';
  const isAsync = ['cursor', 'execute'].some(
    (method) => knowledge.callable(`${type}.${method}`)?.async === true,
  );
  return !isAsync && users.every((fn) => fn.isAsync) ? 'medium' : 'high';
}

function listed(users: readonly FunctionModel[]): string {
  const names = [...new Set(users.map(({ name }) => name))];
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `${names.slice(0, 3).join(', ')}${more}`;
}

function headerOf(fn: FunctionModel) {
  return { module: fn.module, symbol: fn.symbol, span: fn.facts.nameSpan };
}

function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

/** What each unit of work opens for itself. */
function factoryFor(call: CallSite, isAsync: boolean): string {
  const keyword = isAsync ? 'async with' : 'with';
  const args = argumentTexts(call).join(', ');
  return `${keyword} ${call.text}(${args}) as session:  # a new one for each request or unit of work\n    ...`;
}
