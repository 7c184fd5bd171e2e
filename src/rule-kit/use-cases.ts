import type { FunctionModel, Project } from '../python/model/index.ts';
import { SERVICE_ENTRIES } from './practices.ts';

/** Modules of commands and of what an operator starts by hand. */
const COMMANDS =
  /(?:^|\.)(?:cli|manage|management|commands?|scripts?|seeds?|bootstrap|backfills?|fixtures?|migrations?|conftest)(?:\.|$)/u;
const CLASS = /(?:Service|UseCase|Handler|Interactor|Workflow|View|ViewSet|Resource)$/u;
const MODULE =
  /(?:^|[._])(?:services?|use_?cases?|handlers?|views?|actions|tasks|workflows?|interactors?)(?:\.|$)/u;
const ROLES = new Set(['use-case', 'service', 'handler', 'workflow', 'webhook']);

/** A function in which a use case is carried out: an entry point, a service, a handler. Repositories, models and commands are none. */
export function isUseCase(fn: FunctionModel, project: Project): boolean {
  if (fn.entries.some(({ kind }) => SERVICE_ENTRIES.includes(kind))) return true;
  if (fn.entries.length > 0 || COMMANDS.test(fn.module.name)) return false;
  if (fn.name.startsWith('__') || fn.class?.orm != null) return false;
  const layer = project.layers.layerOf(fn.module.path);
  if (layer !== null && layer.role !== '') return ROLES.has(layer.role);
  if (layer?.layer === 'persistence' || layer?.layer === 'domain') return false;
  return (fn.class !== null && CLASS.test(fn.class.name)) || MODULE.test(fn.module.name);
}
