import { defineRule, lazyRelations, loopQueries, placeAt, queryForAll, textOf } from '#rule-kit';
import type {
  CallSite,
  FunctionModel,
  LazyRelation,
  LoopQuery,
  OrmModel,
  Project,
  Severity,
} from '#rule-kit';

export default defineRule({
  title: 'One query for each item of a loop',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    direct: '`{call}` runs one query for each `{item}` of `{iterable}`.',
    through: '`{call}` runs one query for each `{item}` of `{iterable}`, in `{leaf}`.',
    relation: '`{access}` is loaded with one query for each `{item}` of `{iterable}`.',
  },
  library: 'one query for all items (IN), or eager loading',
  create({ project, report }) {
    return {
      function(fn) {
        for (const queries of byLoop(loopQueries(fn))) {
          const [first, ...others] = queries;
          if (first === undefined) continue;
          const { origin, leaf, path, model } = first.occurrence;
          const params = {
            call: origin.text,
            item: textOf(first.item),
            iterable: shortText(first.iterable),
          };
          const fixCode = oneQuery(first, model);
          const details = {
            severity: severityOf(fn, project),
            confidence: path.length > 2 || first.occurrence.conditional ? 'medium' : 'high',
            context: `${origin.text} per ${textOf(first.item)}`,
            weight: queries.length,
            ...(fixCode === null ? {} : { fixCode }),
            evidence: [
              ...path.slice(1).map((place) => noted(place, `\`${place.text}\` is called here`)),
              ...others.map(({ occurrence }) =>
                noted(occurrence.origin, 'another query in each round'),
              ),
            ],
          } as const;
          if (path.length === 1) report(origin, 'direct', params, details);
          else report(origin, 'through', { ...params, leaf: shortChain(leaf.text) }, details);
        }
        for (const lazy of lazyRelations(fn)) reportLazy(lazy);

        function reportLazy(lazy: LazyRelation): void {
          const { access, iterable, query } = lazy;
          const item = textOf(access.object);
          report(
            placeAt(fn, access),
            'relation',
            { access: textOf(access), item, iterable: shortText(iterable) },
            {
              severity: severityOf(fn, project),
              context: `${lazy.model.class.name}.${access.name} per ${item}`,
              fixCode: eagerly(lazy),
              evidence: [{ place: query, note: `loads \`${lazy.model.class.name}\` alone` }],
            },
          );
        }
      },
    };
  },
});

function noted(place: CallSite, note: string): { place: CallSite; note: string } {
  return { place, note };
}

/** Where somebody waits for the answer it is high; a job in the background takes longer, no more. */
function severityOf(fn: FunctionModel, project: Project): Severity {
  const waits = project
    .entriesReaching(fn)
    .some(({ kind }) => kind === 'route' || kind === 'webhook' || kind === 'bot-handler');
  return waits ? 'high' : 'medium';
}

/** Queries of one loop are one finding; several ways from one call count once. */
function byLoop(queries: readonly LoopQuery[]): readonly (readonly LoopQuery[])[] {
  const loops = new Map<number, LoopQuery[]>();
  for (const query of queries) {
    const known = loops.get(query.loop) ?? [];
    const { origin } = query.occurrence;
    if (!known.some(({ occurrence }) => occurrence.origin === origin)) known.push(query);
    loops.set(query.loop, known);
  }
  return [...loops.values()];
}

const MAX_TEXT = 50;

function shortText(expr: Parameters<typeof textOf>[0]): string {
  const text = textOf(expr).replaceAll(/\s+/gu, ' ');
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}

/** `db.query(Order).filter(…).first` → `db.query…first`. */
function shortChain(text: string): string {
  const [start = text] = text.split('(', 1);
  return start === text ? text : `${start}…${/\w+$/u.exec(text)?.[0] ?? ''}`;
}

/** All rows in one query, looked up in memory afterwards; nothing where the key cannot be told. */
function oneQuery(query: LoopQuery, model: OrmModel | null): string | null {
  const { iterable, item, occurrence } = query;
  if (occurrence.leaf.text.endsWith('.refresh'))
    return '# where the rows are loaded, once for all of them:\n.options(selectinload(…))';
  return queryForAll(query, model, `[… for ${textOf(item)} in ${shortText(iterable)}]`);
}

function eagerly({ relation, model, query }: LazyRelation): string {
  if (model.kind === 'django') {
    const method = relation.many ? 'prefetch_related' : 'select_related';
    return `${textOf(query.expr)}.${method}("${relation.name}")`;
  }
  const load = relation.many ? 'selectinload' : 'joinedload';
  return `.options(${load}(${model.class.name}.${relation.name}))`;
}
