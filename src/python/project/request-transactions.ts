import type { ModuleInfo } from '../model/project.ts';
import type { TreeFile } from '../model/source-tree.ts';
import type { EntryPoint } from '../model/symbols.ts';
import { fileNameOf, folderOf } from './tree-paths.ts';

const ATOMIC_REQUESTS =
  /\bATOMIC_REQUESTS\b["']?\s*\]?\s*[:=]\s*True\b|\bATOMIC_REQUESTS\b["'],\s*(?:default\s*=\s*)?True\b/;

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
