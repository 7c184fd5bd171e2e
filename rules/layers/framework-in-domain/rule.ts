import { defineRule, forbiddenLibraries, importedName, importPlace } from '#rule-kit';
import type { ExternalImport, Knowledge, ModuleModel, OrmModel, Severity } from '#rule-kit';

/** Kinds that do input or output, or speak of how the application is reached. */
const OUTSIDE = [
  'web-framework',
  'bot-framework',
  'task-framework',
  'orm',
  'database-driver',
  'http-client',
  'cloud-sdk',
  'payment-sdk',
  'messaging',
  'cache',
  'email',
  'dependency-injection',
] as const;

/** With these in the domain, a business rule waits for a network or a table: it cannot be tried without them. */
const REACHES_OUT = new Set([
  'database-driver',
  'http-client',
  'cloud-sdk',
  'payment-sdk',
  'messaging',
  'cache',
  'email',
]);

/** Headings of the page's samples by the kind of library. */
const SAMPLES: Readonly<Record<string, string>> = {
  validation: 'A validation library',
  orm: 'A database model',
};

interface Use {
  readonly library: string;
  readonly kind: string;
  readonly imports: readonly ExternalImport[];
}

export default defineRule({
  title: 'Framework or driver inside the domain layer',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    imported: 'The domain module `{module}` depends on {library} ({kind}): it imports `{names}`.',
    mapped:
      'The domain class `{class}` is a database model of {library}: entity and table row are one.',
    validation: 'The domain module `{module}` is built on {library}: it imports `{names}`.',
  },
  library: 'plain dataclasses in the domain, mappers in infrastructure; import-linter (forbidden)',
  options: {
    allow: {
      type: 'string-list',
      default: [],
      description: 'Libraries that the domain layer may use.',
    },
  },
  create({ project, knowledge, contracts, options, report }) {
    return {
      module(module) {
        const layer = project.layers.layerOf(module.path);
        if (!project.layers.hasDomain || layer?.layer !== 'domain') return;
        const { confidence } = layer;
        const mapped = new Set<string>();
        for (const cls of module.classes) {
          if (cls.orm === null || !isDeclared(cls.orm) || options.allow.includes(cls.orm.kind))
            continue;
          mapped.add(cls.orm.kind);
          const details = { confidence, sample: 'A database model' };
          report(cls, 'mapped', { class: cls.name, library: cls.orm.kind }, details);
        }
        const imports = project.imports.externalImportsOf(module.path);
        // What a contract forbids is reported as broken contract.
        const spokenFor = new Set(forbiddenLibraries(imports, contracts).map(({ entry }) => entry));
        const unsaid = imports.filter((entry) => !spokenFor.has(entry));
        for (const use of usesOf(module, unsaid, knowledge)) {
          const isMapping = use.kind === 'orm' && mapped.size > 0;
          if (isMapping || options.allow.includes(use.library)) continue;
          const [first, ...others] = use.imports.flatMap((used) => importPlace(module, used) ?? []);
          if (first === undefined) continue;
          const names = [...new Set(use.imports.map(importedName))];
          const params = { module: module.name, library: use.library, names };
          const details = {
            confidence,
            severity: severityOf(use.kind),
            context: use.library,
            weight: use.imports.length,
            sample: SAMPLES[use.kind] ?? 'A client of another service',
            evidence: others
              .filter(({ entry }) => entry.line !== first.entry.line)
              .map((place) => ({ place, note: `imports \`${importedName(place.entry)}\` too` })),
          };
          if (use.kind === 'validation') report(first, 'validation', params, details);
          else report(first, 'imported', { ...params, kind: kindText(use.kind) }, details);
        }
      },
    };
  },
});

/** Mapped by its own body. A class that a table elsewhere is mapped onto knows nothing of it. */
function isDeclared({ abstract, class: cls, columns }: OrmModel): boolean {
  if (abstract) return false;
  return columns.some(
    ({ module, span }) =>
      module === cls.module && cls.span.start <= span.start && span.end <= cls.span.end,
  );
}

/** Libraries from outside that a module runs with, each with its imports. Imports for types alone are no dependency. */
function usesOf(
  module: ModuleModel,
  imports: readonly ExternalImport[],
  knowledge: Knowledge,
): readonly Use[] {
  const uses = new Map<string, { kind: string; imports: ExternalImport[] }>();
  for (const entry of imports) {
    if (entry.kind === 'type-only' || module.kind !== 'source') continue;
    const library = knowledge.libraryOf(entry.module);
    const kind = library === null ? undefined : kindOf(library.kind);
    if (library === null || kind === undefined) continue;
    const known = uses.get(library.library) ?? { kind, imports: [] };
    known.imports.push(entry);
    uses.set(library.library, known);
  }
  return [...uses].map(([library, use]) => ({ library, ...use }));
}

function kindOf(kinds: readonly string[]): string | undefined {
  return (
    OUTSIDE.find((kind) => kinds.includes(kind)) ?? kinds.find((kind) => kind === 'validation')
  );
}

function severityOf(kind: string): Severity {
  if (kind === 'validation') return 'low';
  return REACHES_OUT.has(kind) ? 'critical' : 'high';
}

function kindText(kind: string): string {
  const text = kind === 'orm' ? 'object mapper' : kind.replaceAll('-', ' ');
  return /^[aeiou]/u.test(text) ? `an ${text}` : `a ${text}`;
}
