import type { ClassifiedFinding, Side } from '../domain/finding.ts';
import { codeSpan } from './markdown-text.ts';

/** A place in the reviewed code. */
export interface LinkedPlace {
  readonly path: string;
  readonly line: number;
  readonly endLine?: number;
  /** Default RIGHT: the head. */
  readonly side?: Side;
}

/** What a report that people read on GitHub links to. */
export interface Links {
  /** Page of a file at its commit; null where there is none (a work tree). */
  readonly place: (place: LinkedPlace) => string | null;
  /** Page of a rule; null when the installation has none. */
  readonly rule: (rule: string) => string | null;
}

/** For reports on code that is on no server. */
export const NO_LINKS: Links = { place: () => null, rule: () => null };

/** Links into a repository on GitHub. `root` is `https://github.com/owner/repo`. */
export function gitHubLinks(
  root: string,
  commits: { readonly base: string; readonly head: string },
  rule: Links['rule'],
): Links {
  return {
    rule,
    place({ path, line, endLine, side }) {
      const commit = side === 'LEFT' ? commits.base : commits.head;
      const file = path.split('/').map(escapedSegment).join('/');
      const end = endLine === undefined || endLine === line ? '' : `-L${endLine}`;
      return `${root}/blob/${commit}/${file}#L${line}${end}`;
    },
  };
}

/** encodeURIComponent leaves parentheses alone, which end a Markdown link; it throws on half a surrogate pair. */
function escapedSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /[()'*!]/gu,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}

/** `path:line`, as a link where there is a page. */
export function placeText(place: LinkedPlace, links: Links): string {
  const text = codeSpan(`${place.path}:${place.line}`);
  const url = links.place(place);
  return url === null ? text : `[${text}](${url})`;
}

export function findingPlace(finding: ClassifiedFinding): LinkedPlace {
  const { path, line, endLine, side } = finding;
  return { path, line, endLine, side };
}

/** `rule-id`, as a link where the rule has a page. */
export function ruleText(rule: string, links: Links): string {
  const url = links.rule(rule);
  return url === null ? codeSpan(rule) : `[${codeSpan(rule)}](${url})`;
}
