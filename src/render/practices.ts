import type { Place, Practice } from '../domain/review.ts';
import { placeText, type Links } from './places.ts';
import { capitalized, counted, spaced } from './words.ts';

const STATUS_WORDS: Readonly<Record<Practice['status'], string>> = {
  present: 'present',
  missing: 'missing',
  'not-needed': 'not needed',
  'not-visible': 'not visible in this repository',
};

/** Places shown of one row. */
const MOST_PLACES = 3;

/** The checklist: rows that the change touches are open, the others folded. */
export function practicesChecklist(practices: readonly Practice[], links: Links): string {
  const open = practices.filter((practice) => practice.touched);
  const folded = practices.filter((practice) => !practice.touched);
  const parts = open.map((practice) => row(practice, links));
  const blocks = parts.length === 0 ? [] : [parts.join('\n')];
  if (folded.length > 0) {
    const rows = folded.map((practice) => row(practice, links)).join('\n');
    const noun = open.length === 0 ? 'practice' : 'more practice';
    const title = `${counted(folded.length, noun)} that this change does not touch`;
    blocks.push(`<details>\n<summary>${title}</summary>\n\n${rows}\n\n</details>`);
  }
  return blocks.join('\n\n');
}

function row(practice: Practice, links: Links): string {
  const box = practice.status === 'present' ? '[x]' : '[ ]';
  const details = [
    places('needed at', practice.needed, links),
    places('seen at', practice.evidence, links),
  ].filter((text) => text !== '');
  const tail = details.length === 0 ? '' : ` — ${details.join('; ')}`;
  return `- ${box} ${capitalized(spaced(practice.id))}: ${STATUS_WORDS[practice.status]}${tail}`;
}

function places(words: string, all: readonly Place[], links: Links): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, MOST_PLACES).map((place) => placeText(place, links));
  const rest = all.length - shown.length;
  return `${words} ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
