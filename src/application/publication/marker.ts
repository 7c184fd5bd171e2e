/**
 * The hidden line that our comments carry. It is how we recognise them again: never by wording, author or
 * position, which GitHub and people may change.
 */
export interface CommentMarker {
  /** Fingerprints of the findings told in this comment; several when they are grouped. */
  readonly fingerprints: readonly string[];
  readonly rule: string;
  /** Head commit for which the comment was first written. */
  readonly headSha: string;
  readonly state: 'open' | 'fixed';
}

/** At the very end: what a finding quotes from code may look like a marker. */
const MARKER =
  /<!-- lintel v=1 rule=([a-z0-9-]+) fp=([0-9a-f]{16}(?:,[0-9a-f]{16})*) head=([0-9a-f]{7,64}) state=(open|fixed) -->\s*$/;

const REVIEW_MARKER = /<!-- lintel review v=1 head=([0-9a-f]{7,64}) digest=([0-9a-f]+) -->/;

export function commentMarker(marker: CommentMarker): string {
  return `<!-- lintel v=1 rule=${marker.rule} fp=${marker.fingerprints.join(',')} head=${marker.headSha} state=${marker.state} -->`;
}

/** The marker of a comment body; null when the comment is not ours. */
export function readCommentMarker(body: string): CommentMarker | null {
  const match = MARKER.exec(body);
  if (match === null) return null;
  const [, rule, fingerprints, headSha, state] = match;
  if (rule === undefined || fingerprints === undefined || headSha === undefined) return null;
  return {
    rule,
    fingerprints: fingerprints.split(','),
    headSha,
    state: state === 'fixed' ? 'fixed' : 'open',
  };
}

/** Put into the body of a review, so that a retry recognises the review that an earlier attempt already posted. */
export function reviewMarker(headSha: string, digest: string): string {
  return `<!-- lintel review v=1 head=${headSha} digest=${digest} -->`;
}

export function readReviewMarker(
  body: string,
): { readonly headSha: string; readonly digest: string } | null {
  const match = REVIEW_MARKER.exec(body);
  const [, headSha, digest] = match ?? [];
  return headSha === undefined || digest === undefined ? null : { headSha, digest };
}

/** The text of a comment as people read it. */
export function withoutMarker(body: string): string {
  return body.replace(MARKER, '').trimEnd();
}
