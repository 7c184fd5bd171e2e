import type { ModuleInfo } from '../model/project.ts';
import type { TreeFile } from '../model/source-tree.ts';
import type { EntryPoint } from '../model/symbols.ts';
import { fileNameOf, folderOf } from './tree-paths.ts';

const ATOMIC_REQUESTS =
  /\bATOMIC_REQUESTS\b["']?\s*\]?\s*[:=]\s*True\b|\bATOMIC_REQUESTS\b["'],\s*(?:default\s*=\s*)?True\b/;

/** Turned on by something that is not written out, or for the mutations of a GraphQL schema. */
const MAYBE_ATOMIC = /\bATOMIC_(?:REQUESTS|MUTATIONS)\b(?!["']?\s*\]?\s*[:=]\s*False\b)/;
/** A middleware that opens a transaction in any of the usual ways. */
const OPENS = /\batomic\b|\.begin\(|\btransaction\(|\bin_transaction\b/;

export interface SettingsServices {
  readonly modules: readonly ModuleInfo[];
  textOf(file: TreeFile): string | null;
}

/** True when a Django settings module of the project wraps every request in a transaction. */
export function hasAtomicRequests(services: SettingsServices): boolean {
  return services.modules.some((info) => {
    if (info.kind !== 'source' || !isSettings(info.path)) return false;
    return ATOMIC_REQUESTS.test(services.textOf(info.file) ?? '');
  });
}

/** True when a setting or a middleware of the project may open a transaction around requests without any call that shows it. */
export function mayWrapRequests(services: SettingsServices): boolean {
  return services.modules.some((info) => {
    if (info.kind !== 'source') return false;
    if (isSettings(info.path)) return MAYBE_ATOMIC.test(services.textOf(info.file) ?? '');
    return /middleware/i.test(info.path) && OPENS.test(services.textOf(info.file) ?? '');
  });
}

function isSettings(path: string): boolean {
  const folder = fileNameOf(folderOf(path));
  return (
    /^settings(?:_\w+)?\.py$/.test(fileNameOf(path)) || folder === 'settings' || folder === 'config'
  );
}

/** True for the views that the setting covers. */
export function isDjangoView(entry: EntryPoint): boolean {
  return entry.kind === 'route' && entry.framework.startsWith('django');
}
