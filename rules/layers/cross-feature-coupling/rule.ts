import { brokenContracts, defineRule, importPlace, importText, portFor } from '#rule-kit';
import type {
  ImportEdge,
  LayerAssignment,
  LayerMap,
  ModuleInfo,
  Project,
  Severity,
} from '#rule-kit';

/** Features that the others are meant to build on. */
const KERNELS = new Set(['base', 'common', 'core', 'kernel', 'shared', 'shared_kernel', 'utils']);

interface Reach {
  readonly from: string;
  readonly to: string;
  readonly target: ModuleInfo;
  readonly layer: LayerAssignment | null;
}

export default defineRule({
  title: 'Feature that uses the internals of another feature',
  severity: 'critical',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    persistence:
      'The feature {from} imports `{imported}`: it reads and writes the tables of the feature {to} past it.',
    internals: 'The feature {from} imports `{imported}`, an internal part of the feature {to}.',
    relationship:
      'The model `{model}` of the feature {from} is mapped onto `{target}` of the feature {to}.',
    contract:
      '`{importer}` imports `{imported}`, which the contract "{contract}" rules out: {promise}.',
  },
  library: "a facade in the feature's `__init__`, domain events, import-linter (independence)",
  create({ project, contracts, report }) {
    const { layers } = project;
    return {
      import(edge, module) {
        if (edge.kind === 'type-only' || edge.imported.kind !== 'source') return;
        const place = importPlace(module, edge);
        if (place === null) return;
        const context = edge.imported.name;
        const broken = brokenContracts(edge, contracts).filter(
          ({ contract }) => contract.kind === 'independence',
        );
        for (const { contract, promise } of broken) {
          const names = { importer: edge.importer.name, imported: edge.imported.name };
          const params = { ...names, contract: contract.name, promise };
          report(place, 'contract', params, {
            severity: 'high',
            context: `${contract.name} ${context}`,
          });
        }
        const reach = broken.length > 0 ? null : reachOf(edge, project);
        if (reach === null) return;
        const fixCode = portFor(edge, project);
        const params = { from: reach.from, to: reach.to, imported: reach.target.name };
        const details = {
          severity: severityOf(reach),
          confidence: reach.layer?.confidence ?? 'medium',
          why: whyOf(edge, reach),
          context,
          ...(fixCode === null ? {} : { fixCode }),
        };
        report(place, isPersistence(reach) ? 'persistence' : 'internals', params, details);
      },
      class(cls) {
        const from = layers.featureOf(cls.module.path);
        if (from === null || KERNELS.has(from)) return;
        for (const relationship of cls.orm?.relationships ?? []) {
          const target =
            relationship.target === null ? null : project.ormModel(relationship.target);
          const to = target === null ? null : layers.featureOf(target.class.module.path);
          if (target === null || to === null || to === from || KERNELS.has(to)) continue;
          const params = { from, to, model: cls.name, target: target.class.name };
          report(relationship, 'relationship', params, { severity: 'low' });
        }
      },
    };
  },
});

/** An import of what another feature keeps to itself; wiring and shared kernels are meant to reach across. */
function reachOf(edge: ImportEdge, { layers, imports }: Project): Reach | null {
  const from = layers.featureOf(edge.importer.path);
  if (from === null || layers.layerOf(edge.importer.path)?.layer === 'composition') return null;
  if (layers.isPublic(edge.imported.path) || KERNELS.has(from)) return null;
  const passesOn = edge.imported.isPackage && edge.names.length > 0;
  const targets = passesOn
    ? imports.definitionsOf(edge).map((definition) => definition.module)
    : [edge.imported];
  for (const target of targets) {
    const to = target.kind === 'source' ? layers.featureOf(target.path) : null;
    if (to === null || to === from || KERNELS.has(to) || layers.isPublic(target.path)) continue;
    const layer = layers.layerOf(target.path);
    if (!isSharedPart(layer, layers)) return { from, to, target, layer };
  }
  return null;
}

/** Exceptions, constants and mappers are no internals worth a wall; neither is the other feature's wiring. */
function isSharedPart(layer: LayerAssignment | null, layers: LayerMap): boolean {
  if (layer === null) return layers.layout !== 'feature-folders' && layers.layout !== 'configured';
  return layer.layer === 'shared' || layer.layer === 'composition' || layer.layer === 'dto';
}

function isPersistence({ layer }: Reach): boolean {
  return layer?.layer === 'persistence';
}

function severityOf({ layer }: Reach): Severity {
  if (layer?.layer === 'persistence') return 'critical';
  return layer?.layer === 'application' || layer?.layer === 'domain' ? 'high' : 'medium';
}

function whyOf(edge: ImportEdge, { from, to, target, layer }: Reach): string {
  const first = `1. \`${importText(edge)}\` makes \`${edge.importer.name}\` of ${from} depend on how ${to} is built inside.`;
  const second =
    layer?.layer === 'persistence'
      ? `2. The invariants of ${to} live in its services and entities. \`${target.name}\` goes past them: ${from} can store what ${to} would refuse.`
      : `2. Whoever changes \`${target.name}\` must know that ${from} calls it: renaming or splitting it breaks a feature that its owner does not run.`;
  const third = `3. The two can no longer be changed, released or moved into a service of their own one by one, and an import the other way is a cycle.`;
  return [first, second, third].join('\n');
}
