import {
  brokenContracts,
  defineRule,
  featureReachOf,
  featuresMix,
  holdsRecordsOnly,
  importPlace,
  importText,
  isKernel,
  portFor,
} from '#rule-kit';
import type { FeatureReach, ImportEdge, Severity } from '#rule-kit';

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
        const reach = broken.length > 0 ? null : featureReachOf(edge, project);
        if (reach === null || featuresMix(project)) return;
        if (isPersistence(reach) && holdsRecordsOnly(reach.target, project)) return;
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
        const relationships = cls.orm?.relationships ?? [];
        if (from === null || relationships.length === 0 || isKernel(from)) return;
        if (featuresMix(project)) return;
        for (const relationship of relationships) {
          const target =
            relationship.target === null ? null : project.ormModel(relationship.target);
          const to = target === null ? null : layers.featureOf(target.class.module.path);
          if (target === null || to === null || to === from || isKernel(to)) continue;
          const params = { from, to, model: cls.name, target: target.class.name };
          report(relationship, 'relationship', params, { severity: 'low' });
        }
      },
    };
  },
});

function isPersistence({ layer }: FeatureReach): boolean {
  return layer?.layer === 'persistence';
}

function severityOf({ layer }: FeatureReach): Severity {
  if (layer?.layer === 'persistence') return 'critical';
  return layer?.layer === 'application' || layer?.layer === 'domain' ? 'high' : 'medium';
}

function whyOf(edge: ImportEdge, { from, to, target, layer }: FeatureReach): string {
  const first = `1. \`${importText(edge)}\` makes \`${edge.importer.name}\` of ${from} depend on how ${to} is built inside.`;
  const second =
    layer?.layer === 'persistence'
      ? `2. The invariants of ${to} live in its services and entities. \`${target.name}\` goes past them: ${from} can store what ${to} would refuse.`
      : `2. Whoever changes \`${target.name}\` must know that ${from} calls it: renaming or splitting it breaks a feature that its owner does not run.`;
  const third = `3. The two can no longer be changed, released or moved into a service of their own one by one, and an import the other way is a cycle.`;
  return [first, second, third].join('\n');
}
