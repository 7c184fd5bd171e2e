import {
  contractsOn,
  defineRule,
  forbiddenLibraries,
  importPlace,
  importText,
  layerCrossing,
  portFor,
} from '#rule-kit';
import type { ImportEdge, LayerAssignment, LayerCrossing, Project, Severity } from '#rule-kit';

type Confidence = LayerAssignment['confidence'];

export default defineRule({
  title: 'Import against the direction of the layers',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    outward:
      '`{importer}` of the {from} layer imports `{imported}` of the {to} layer: the dependency points outward.',
    'turns-around':
      '`{importer}` is a repository and imports `{imported}` of the {to} layer, which is meant to call it.',
    contract:
      '`{importer}` imports `{imported}`, which the contract "{contract}" rules out: {promise}.',
  },
  library: 'typing.Protocol as a port; import-linter to hold the direction in CI',
  create({ project, contracts, report }) {
    return {
      module(module) {
        const used = project.imports.externalImportsOf(module.path);
        for (const { entry, name, contract, promise } of forbiddenLibraries(used, contracts)) {
          const place = importPlace(module, entry);
          if (place === null) continue;
          const params = { importer: module.name, imported: name };
          const context = `${contract.name} ${entry.module}`;
          report(place, 'contract', { ...params, contract: contract.name, promise }, { context });
        }
      },
      import(edge, module) {
        if (edge.kind === 'type-only' || edge.imported.kind !== 'source') return;
        const place = importPlace(module, edge);
        if (place === null) return;
        const names = {
          importer: edge.importer.name,
          imported: edge.imported.name,
        };
        const said = contractsOn(edge, contracts);
        const broken = said.broken.filter(({ contract }) => contract.kind !== 'independence');
        for (const { contract, promise } of broken) {
          const params = { ...names, contract: contract.name, promise };
          report(place, 'contract', params, {
            context: `${contract.name} ${names.imported}`,
          });
        }
        // What the team declares counts for more than what the names of its folders suggest.
        if (broken.length > 0 || said.isFine || isAcrossFeatures(edge, project)) return;
        const crossing = layerCrossing(edge, project);
        if (crossing === null) return;
        const { from, to, target } = crossing;
        const params = {
          importer: names.importer,
          imported: target.name,
          to: to.layer,
        };
        const fixCode = portFor(edge, project);
        const details = {
          severity: EVERYWHERE.test(target.name) ? 'low' : severityOf(project),
          confidence: lowest([from.confidence, to.confidence, project.layers.confidence]),
          why: whyOf(edge, crossing),
          context: names.imported,
          ...(fixCode === null ? {} : { fixCode }),
        };
        if (isTurnedAround(crossing)) report(place, 'turns-around', params, details);
        else report(place, 'outward', { ...params, from: from.layer }, details);
      },
    };
  },
});

/** Features that use each other's insides are one root cause and have a rule of their own. */
function isAcrossFeatures(edge: ImportEdge, { layers }: Project): boolean {
  const [from, to] = [layers.featureOf(edge.importer.path), layers.featureOf(edge.imported.path)];
  return from !== null && to !== null && from !== to;
}

/** A repository that calls the service above it, rather than one that reaches the transport. */
function isTurnedAround({ from, to }: LayerCrossing): boolean {
  return from.role === 'repository' && to.layer === 'application';
}

/** What every layer needs wherever it stands. */
const EVERYWHERE =
  /(?:^|[._])(?:log|logs|logger|logging|tracing|telemetry|metrics|observability)$/u;

/** Without a domain layer the project made no promise about it: only features keep theirs. */
function severityOf({ layers }: Project): Severity {
  if (layers.hasDomain || layers.layout === 'configured') return 'high';
  return layers.layout === 'feature-folders' ? 'medium' : 'low';
}

function lowest(values: readonly Confidence[]): Confidence {
  if (values.includes('low')) return 'low';
  return values.includes('medium') ? 'medium' : 'high';
}

function whyOf(edge: ImportEdge, { from, to, target }: LayerCrossing): string {
  const { importer } = edge;
  return [
    `1. \`${importText(edge)}\` ties \`${importer.name}\` (${from.evidence}) to \`${target.name}\` (${to.evidence}).`,
    `2. Whatever \`${target.name}\` imports now loads with \`${importer.name}\`: it can no longer be tested, reused or started without the ${to.layer} layer.`,
    `3. A change to the ${to.layer} layer can break the ${from.layer} layer, and the next import in the opposite direction is a cycle.`,
  ].join('\n');
}
