import {
  defineRule,
  eagerLoading,
  lazyByLoop,
  loopQueries,
  placeAt,
  queryForAll,
  textOf,
} from '#rule-kit';
import type { CallSite, FunctionModel, LoopQuery, OrmModel, Project, Severity } from '#rule-kit';

export default defineRule({
  title: 'One query for each item of a loop',
  severity: 'high',
  precision: 'medium',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'project',
  messages: {
    direct: '`{call}` runs one query for each `{item}` of `{iterable}`.',
    through: '`{call}` leads to one query for each `{item}` of `{iterable}`.',
    relation: '`{access}` is loaded with one query for each `{item}` of `{iterable}`.',
  },
  library: 'one query for all items (IN), or eager loading',
  create({ project, report }) {
    return {
      function(fn) {
        for (const queries of byLoop(loopQueries(fn))) {
          const [first, ...others] = queries;
          if (first === undefined) continue;
          const { origin, path } = first.occurrence;
          const params = {
            call: origin.text,
            item: textOf(first.item),
            iterable: shortText(first.iterable),
          };
          const fixCode = oneQuery(first, fn);
          const details = {
            severity: severityOf(fn, project),
            confidence: path.length > 2 || first.occurrence.conditional ? 'medium' : 'high',
            context: `${origin.text} per ${textOf(first.item)}`,
            weight: queries.length,
            ...(fixCode === null ? {} : { fixCode }),
            sample: libraryOf(first.occurrence.model, project),
            evidence: placesOf(path, others),
          } as const;
          if (path.length === 1) report(origin, 'direct', params, details);
          else report(origin, 'through', params, details);
        }
        for (const lazies of lazyByLoop(fn)) {
          const [{ access, iterable, query, model }, ...others] = lazies;
          const item = textOf(access.object);
          const params = { access: textOf(access), item, iterable: shortText(iterable) };
          report(placeAt(fn, access), 'relation', params, {
            severity: severityOf(fn, project),
            context: `${model.class.name}.${access.name} per ${item}`,
            weight: lazies.length,
            fixCode: eagerLoading(lazies),
            sample: libraryOf(model, project),
            evidence: [
              { place: query, note: `loads \`${model.class.name}\` alone` },
              ...others.map((other) => ({
                place: placeAt(fn, other.access),
                note: `so is \`${textOf(other.access)}\``,
              })),
            ],
          });
        }
      },
    };
  },
});

/** The way to the query, and the other queries of the same loop. */
function placesOf(
  path: readonly CallSite[],
  others: readonly LoopQuery[],
): { readonly place: CallSite; readonly note: string }[] {
  const [, ...way] = path;
  return [
    ...way.map((place, index) => ({
      place,
      note: index < way.length - 1 ? `calls \`${place.text}\` on the way` : 'the query runs here',
    })),
    ...others.map(({ occurrence }) => ({
      place: occurrence.origin,
      note: 'another query in each round',
    })),
  ];
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

/** All rows in one query, looked up in memory afterwards; nothing where it would not run as it is written. */
function oneQuery(query: LoopQuery, fn: FunctionModel): string | null {
  return query.occurrence.leaf.text.endsWith('.refresh') ? null : queryForAll(query, fn);
}

/** The heading of the page's samples: of the model's library, or of the one that the project has. */
function libraryOf(model: OrmModel | null, project: Project): string {
  const kind = model?.kind ?? (project.uses('sqlalchemy') ? 'sqlalchemy' : 'django');
  return kind === 'django' || kind === 'tortoise' ? 'Django' : 'SQLAlchemy';
}
