import type { EntryKind } from '../../knowledge/entries.ts';
import type { ClassModel, FunctionModel } from '../model/symbols.ts';
import { classString, methodsOfName, type Draft } from './draft.ts';
import type { EntryServices } from './services.ts';

/** Methods that a framework calls on subclasses of its classes (`View.get`, `ViewSet.create`), by name, with the base that says so. */
export function classEntryMethods(
  cls: ClassModel,
  { knowledge }: EntryServices,
): ReadonlyMap<string, { readonly kind: EntryKind; readonly base: string }> {
  const found = new Map<string, { kind: EntryKind; base: string }>();
  for (const base of cls.ancestors) {
    const methods = knowledge.type(base)?.entryMethods;
    for (const [name, kind] of Object.entries(methods ?? {})) {
      if (!found.has(name)) found.set(name, { kind, base });
    }
  }
  return found;
}

/** Entry point that a method is because of its class. */
export function classEntries(fn: FunctionModel, services: EntryServices): readonly Draft[] {
  const cls = fn.class;
  if (cls === null || fn.outer !== null) return [];
  const entry = classEntryMethods(cls, services).get(fn.name);
  if (entry === undefined) return [];
  return [
    {
      function: fn,
      place: fn,
      kind: entry.kind,
      framework: services.knowledge.libraryOf(entry.base)?.library ?? '',
      path:
        classString(cls, 'path') ??
        (entry.kind === 'cli' || entry.kind === 'task' ? classString(cls, 'name') : null),
      methods: entry.kind === 'route' ? methodsOfName(fn.name) : [],
      router: null,
      module: fn.module,
      scope: fn.module,
      dependencies: [],
    },
  ];
}
