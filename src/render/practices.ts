import type { Place, Practice } from '../domain/review.ts';
import { placeText, type Links } from './places.ts';
import { capitalized, counted, spaced } from './words.ts';

const STATUS_WORDS: Readonly<Record<Practice['status'], string>> = {
  present: 'present',
  missing: 'missing',
  'not-needed': 'not needed',
  'not-visible': 'not visible in this repository',
};

/** Files named in an open row; a folded one names one place. */
const MOST_PLACES = 3;

/** The checklist: rows that the change touches are open, the others folded. */
export function practicesChecklist(practices: readonly Practice[], links: Links): string {
  const open = practices.filter((practice) => practice.touched);
  const folded = practices.filter((practice) => !practice.touched);
  const parts = open.map((practice) => row(practice, { links, most: MOST_PLACES }));
  const blocks = parts.length === 0 ? [] : [parts.join('\n')];
  if (folded.length > 0) {
    const rows = folded.map((practice) => row(practice, { links, most: 1 })).join('\n');
    const noun = open.length === 0 ? 'practice' : 'more practice';
    const title = `${counted(folded.length, noun)} that this change does not touch`;
    blocks.push(`<details>\n<summary>${title}</summary>\n\n${rows}\n\n</details>`);
  }
  return blocks.join('\n\n');
}

interface Shown {
  readonly links: Links;
  readonly most: number;
}

function row(practice: Practice, shown: Shown): string {
  const isSeen = practice.evidence.length > 0;
  const where = isSeen
    ? places('seen at', practice.evidence, shown)
    : places('needed for', practice.needed, shown);
  const tail = where === '' ? '' : ` — ${where}`;
  const name = capitalized(spaced(practice.id));
  return `- ${boxOf(practice)}${name}: ${STATUS_WORDS[practice.status]}${tail}`;
}

/** Only what is known to be there or to be missing is ticked or left open. */
function boxOf({ status }: Practice): string {
  if (status === 'present') return '[x] ';
  return status === 'missing' ? '[ ] ' : '';
}

/** One place of each file. */
function places(words: string, all: readonly Place[], { links, most }: Shown): string {
  const files = [...new Map([...all].reverse().map((place) => [place.path, place])).values()];
  const first = files.reverse().slice(0, most);
  if (first.length === 0) return '';
  return `${words} ${first.map((place) => placeText(place, links)).join(', ')}`;
}
