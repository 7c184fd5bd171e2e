import type { ImportFacts } from '../python/facts/facts.ts';
import type { ExternalImport, ImportEdge, ModuleModel, Placed } from '../python/model/index.ts';

/** Where an import stands in its module, with the function around it as its symbol. Null when the module has no import on that line. */
export function importPlace(
  module: ModuleModel,
  edge: ImportEdge | ExternalImport,
): (Placed & { readonly entry: ImportFacts }) | null {
  const onLine = module.facts.imports.filter((entry) => entry.line === edge.line);
  const entry = onLine.find((candidate) => names(candidate, edge)) ?? onLine[0];
  if (entry === undefined) return null;
  const span = { start: entry.start, end: entry.end };
  const around = module.functions.filter(
    (fn) => fn.span.start <= entry.start && entry.end <= fn.span.end,
  );
  return { module, span, symbol: around.at(-1)?.symbol ?? '', entry };
}

/** The import as Python writes it: `from app.models import Order, User`, `import app.models`. */
export function importText(edge: ImportEdge): string {
  const { name } = edge.imported;
  return edge.names.length === 0
    ? `import ${name}`
    : `from ${name} import ${edge.names.join(', ')}`;
}

function names(entry: ImportFacts, edge: ImportEdge | ExternalImport): boolean {
  if (!('imported' in edge)) return entry.module === edge.module && entry.name === edge.name;
  if (entry.name !== null && edge.names.includes(entry.name)) return true;
  const last = edge.imported.name.split('.').at(-1);
  return entry.name === last || entry.module.split('.').at(-1) === last;
}

/** What an import binds, as the library calls it: the name, or the module itself. */
export function importedName({
  name,
  module,
}: {
  readonly name: string | null;
  readonly module: string;
}): string {
  return name ?? module;
}
