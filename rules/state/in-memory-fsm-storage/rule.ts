import { booleanValue, defineRule, isNone } from '#rule-kit';
import type { CallSite, Project } from '#rule-kit';

export default defineRule({
  title: 'Conversation state kept in memory',
  severity: 'medium',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  messages: {
    storage:
      '`{call}` keeps the state of every conversation in the memory of one process: a restart or a second process loses it.',
    default:
      '`{call}` is given no storage and keeps the state of every conversation in memory: a restart or a second process loses it.',
    conversation: '`{call}` is not persistent: a restart forgets where every conversation was.',
  },
  library: 'a storage in Redis or in the database',
  create({ project, knowledge, report }) {
    let usesStates: boolean | null = null;
    const conversations = new Set<string>();
    return {
      call(call) {
        if (call.name === null || call.target !== null || isForDevelopment(call)) return;
        if (knowledge.hasRole(call.name, 'in-memory-storage')) {
          report(call, 'storage', { call: call.text });
          return;
        }
        if (call.fact?.note?.includes('in memory') !== true || isGivenStorage(call)) return;
        if (call.argument('states') !== null) {
          const where = `${call.module.path} ${call.symbol}`;
          if (conversations.has(where)) return;
          conversations.add(where);
          report(call, 'conversation', { call: call.text }, { severity: 'low' });
          return;
        }
        usesStates ??= keepsStates(project);
        if (usesStates) report(call, 'default', { call: call.text });
      },
    };
  },
});

/** A storage or persistence among the arguments; what a splat or a third positional argument holds may be one. */
function isGivenStorage(call: CallSite): boolean {
  if (call.hasSplat || call.expr.args.filter(({ name }) => name === null).length > 1) return true;
  return ['storage', 'persistent', 'persistence'].some((name) => {
    const value = call.argument(name);
    return value !== null && !isNone(value) && booleanValue(value) !== false;
  });
}

/** Some module of the project imports what conversations keep their state in. */
function keepsStates(project: Project): boolean {
  return project.modules.some(
    ({ path, kind }) =>
      kind === 'source' &&
      project.imports
        .externalImportsOf(path)
        .some(
          ({ module, name }) =>
            name !== null && project.knowledge.hasRole(`${module}.${name}`, 'fsm-context'),
        ),
  );
}

/** Under `if settings.DEBUG:`, as one arm of a choice, or as the fallback of something that failed. */
function isForDevelopment(call: CallSite): boolean {
  return call.regions.some((region) => region.kind === 'branch' || region.kind === 'except');
}
