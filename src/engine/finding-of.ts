import type { Place } from '../domain/review.ts';
import type { Evidence, Side } from '../domain/finding.ts';
import { sortedBy } from '../domain/order.ts';
import type { CallSite, Placed } from '../python/model/index.ts';
import type { EvidencePlace, ReportDetails } from '../rule-kit/definition.ts';
import type { LoadedRule } from './loaded-rule.ts';
import {
  fenced,
  firstParagraph,
  interpolate,
  noteText,
  withCaptionedFences,
  withPlainFences,
  withSample,
  type MessageValues,
} from './message-text.ts';
import { locate, pathOf, placeText, suppressionTarget, type AnyPlace } from './place.ts';
import type { RawFinding } from './raw-finding.ts';
import type { RuleSettings } from './rule-settings.ts';

/** What a detector said, before texts and place are worked out. */
export interface Said {
  readonly rule: LoadedRule;
  readonly place: AnyPlace;
  readonly key: string;
  readonly params: MessageValues;
  readonly details: ReportDetails;
  readonly side: Side;
  readonly ofChange: boolean;
}

/** Builds the finding from what the detector said, the rule's page and the configuration. Null when the path is not judged. */
export function findingOf(said: Said, settings: RuleSettings): RawFinding | null {
  const { rule, place, details } = said;
  const path = pathOf(place);
  if (settings.isIgnored(path) || !settings.isEnabled(rule, path)) return null;
  const message = rule.definition.messages[said.key];
  if (message === undefined) throw new Error(`${rule.id} has no message ${said.key}`);
  const text = placeText(place);
  return {
    rule,
    messageKey: said.key,
    severity: settings.severityOf(rule, path) ?? details.severity ?? rule.definition.severity,
    confidence: details.confidence ?? 'high',
    path,
    side: said.side,
    ...locate(place),
    symbol: 'symbol' in place ? place.symbol : '',
    message: interpolate(message, said.params),
    ...textsOf(rule, details, place),
    evidence: evidenceOf(details.evidence ?? []),
    context: details.context ?? text.context,
    exact: `${said.key}\0${text.exact}`,
    called: isCall(place) ? place.name : null,
    weight: details.weight ?? 1,
    ofChange: said.ofChange,
    target: suppressionTarget(place),
  };
}

function isCall(place: AnyPlace): place is CallSite {
  return 'receiver' in place && 'argument' in place;
}

/** The library whose samples fit a place, where the rule does not say: what the code written for it, or its module, works with. */
function libraryAt(place: AnyPlace, fixCode: string | undefined): string | undefined {
  if (fixCode !== undefined && /\.objects\b|\bmodels\.\w+\(/u.test(fixCode)) return 'Django';
  if (!('module' in place)) return undefined;
  const imported = place.module.facts.imports.map(({ module }) => module.split('.')[0] ?? '');
  if (imported.includes('sqlalchemy') || imported.includes('sqlmodel')) return 'SQLAlchemy';
  return imported.includes('django') || imported.includes('rest_framework') ? 'Django' : undefined;
}

function textsOf(
  rule: LoadedRule,
  details: ReportDetails,
  place: AnyPlace,
): Pick<RawFinding, 'why' | 'fix' | 'migration' | 'library'> {
  const { fixCode, fixCommands } = details;
  const sample = details.sample ?? libraryAt(place, fixCode);
  const first = [
    ...(fixCode === undefined ? [] : [fenced('python', fixCode)]),
    ...(fixCommands === undefined ? [] : [fenced('sh', fixCommands)]),
  ];
  return {
    why: details.why ?? firstParagraph(withPlainFences(rule.page.whyDangerous)),
    fix: [...first, withCaptionedFences(withSample(rule.page.fix, sample))].join('\n\n'),
    migration: details.migration ?? withPlainFences(rule.page.migration),
    library: details.library ?? rule.definition.library ?? '',
  };
}

/** Evidence keeps the order of the detector (the steps of a path), without repetitions. */
function evidenceOf(places: readonly EvidencePlace[]): readonly Evidence[] {
  const seen = new Set<string>();
  const evidence: Evidence[] = [];
  for (const { place, note } of places) {
    const entry = {
      path: pathOf(place),
      line: locate(place).line,
      note: noteText(note),
    };
    const key = `${entry.path}\0${entry.line}\0${entry.note}`;
    if (!seen.has(key)) evidence.push(entry);
    seen.add(key);
  }
  return evidence;
}

/** Practices and other lists of places. */
export function placesOf(places: readonly (Placed | Place)[]): readonly Place[] {
  const entries = places.map((place) =>
    'module' in place ? { path: place.module.path, line: locate(place).line } : place,
  );
  const unique = new Map(entries.map((entry) => [`${entry.path}\0${entry.line}`, entry]));
  return sortedBy([...unique.values()], (entry) => [entry.path, entry.line]);
}
