import type { ClassifiedFinding } from '../../domain/finding.ts';
import { MAX_COMMENT_CHARACTERS, renderComment } from '../../render/comment.ts';
import { cut } from '../../render/cut.ts';
import type { Links } from '../../render/places.ts';
import type { CommentEdit } from './plan.ts';
import type { CommentMarker } from './marker.ts';
import { commentMarker, withoutMarker } from './marker.ts';

export interface Wording {
  readonly links: Links;
  readonly headSha: string;
}

/** A new comment on one finding or on several of one rule. It is new on this head: what it suggests fits the line it stands on. */
export function openBody(
  findings: readonly [ClassifiedFinding, ...ClassifiedFinding[]],
  { links, headSha }: Wording,
): string {
  return renderComment(findings, { links, marker: markerOf(findings, headSha), suggests: true });
}

/** The comment as it reads after an edit. */
export function editedBody(edit: CommentEdit, wording: Wording): string {
  if (edit.kind !== 'fixed')
    return renderComment(edit.findings, {
      links: wording.links,
      marker: markerOf(edit.findings, edit.marker.headSha),
    });
  return fixedBody(edit.comment.body, edit.marker, wording.headSha);
}

function fixedBody(body: string, marker: CommentMarker, headSha: string): string {
  const start = `**Fixed in ${headSha}.**\n\n<details>\n<summary>What was reported</summary>\n\n`;
  const end = `\n\n</details>\n\n${commentMarker({ ...marker, state: 'fixed' })}`;
  return start + cut(withoutMarker(body), MAX_COMMENT_CHARACTERS - start.length - end.length) + end;
}

function markerOf(
  findings: readonly [ClassifiedFinding, ...ClassifiedFinding[]],
  headSha: string,
): string {
  return commentMarker({
    fingerprints: findings.map((finding) => finding.fingerprint),
    rule: findings[0].rule,
    headSha,
    state: 'open',
  });
}
