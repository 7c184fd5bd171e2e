import { contractsOn, defineRule, importPlace, importText, portFor } from '#rule-kit';
import type { ImportEdge, LayerAssignment, ModuleInfo, Project, Severity } from '#rule-kit';

type Confidence = LayerAssignment['confidence'];

interface Crossing {
  readonly from: LayerAssignment;
  readonly to: LayerAssignment;
  readonly target: ModuleInfo;
}

export default defineRule({
  title: 'Import against the direction of the layers',
  severity: 'high',
  precision: 'high',
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
      import(edge, module) {
        if (edge.kind === 'type-only' || edge.imported.kind !== 'source') return;
        const place = importPlace(module, edge);
        if (place === null) return;
        const names = {
          importer: edge.importer.name,
          imported: edge.imported.name,
        };
        const context = edge.imported.name;
        const said = contractsOn(edge, contracts);
        const broken = said.broken.filter(({ contract }) => contract.kind !== 'independence');
        for (const { contract, promise } of broken) {
          const params = { ...names, contract: contract.name, promise };
          report(place, 'contract', params, {
            context: `${contract.name} ${context}`,
          });
        }
        // What the team declares counts for more than what the names of its folders suggest.
        if (broken.length > 0 || said.isFine || isAcrossFeatures(edge, project)) return;
        const crossing = crossingOf(edge, project);
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
          context,
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

/** Names that a package only passes on count where they are defined. Unknown layers on either side: nothing is said. */
function crossingOf(edge: ImportEdge, project: Project): Crossing | null {
  const { layers, imports } = project;
  const from = layers.layerOf(edge.importer.path);
  if (from === null) return null;
  const passesOn = edge.imported.isPackage && edge.names.length > 0;
  const targets = passesOn
    ? imports.definitionsOf(edge).map((definition) => definition.module)
    : [edge.imported];
  for (const target of targets) {
    const to = target.kind === 'source' ? layers.layerOf(target.path) : null;
    if (to === null || layers.permits(from, to)) continue;
    if (liesBesides(edge, { to, target })) continue;
    const crossing = { from, to, target };
    if (!isDoubtful(crossing, project)) return crossing;
  }
  return null;
}

/**
 * A file called `webhooks.py` or `handlers.py` that serves nothing holds payloads or helpers; and where no domain layer was
 * promised, jobs may share code with the handlers beside them: both are ways in.
 */
function isDoubtful({ from, to, target }: Crossing, project: Project): boolean {
  if (to.layer !== 'presentation') return false;
  if (!project.layers.hasDomain && from.role === 'workflow') return true;
  if (!to.evidence.endsWith(' file')) return false;
  const module = project.module(target.path);
  return module === null || project.entryPointsOf(module).length === 0;
}

/** The folder that makes the target a layer holds the importer as well: `api/` is the whole backend, or serves its own parts. */
function liesBesides(
  { importer }: ImportEdge,
  { to, target }: Pick<Crossing, 'to' | 'target'>,
): boolean {
  const [, folder] = /^([^/]+)\/ directory$/u.exec(to.evidence) ?? [];
  if (folder === undefined) return false;
  const at = `/${target.path}`.lastIndexOf(`/${folder}/`);
  return at >= 0 && importer.path.startsWith(target.path.slice(0, at + folder.length + 1));
}

/** A repository that calls the service above it, rather than one that reaches the transport. */
function isTurnedAround({ from, to }: Crossing): boolean {
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

function whyOf(edge: ImportEdge, { from, to, target }: Crossing): string {
  const { importer } = edge;
  return [
    `1. \`${importText(edge)}\` ties \`${importer.name}\` (${from.evidence}) to \`${target.name}\` (${to.evidence}).`,
    `2. Whatever \`${target.name}\` imports now loads with \`${importer.name}\`: it can no longer be tested, reused or started without the ${to.layer} layer.`,
    `3. A change to the ${to.layer} layer can break the ${from.layer} layer, and the next import in the opposite direction is a cycle.`,
  ].join('\n');
}
