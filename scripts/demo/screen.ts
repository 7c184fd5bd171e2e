import { stripVTControlCharacters, styleText } from 'node:util';
import { asRead } from './as-read.ts';

type Style = Parameters<typeof styleText>[0];

/** Wider lines are hard to read; a file gets this width. */
const WIDEST = 100;
const NARROWEST = 40;
const GUTTER = 4;

interface ScreenOptions {
  readonly colour: boolean;
  /** Columns of the terminal; undefined when it is none. */
  readonly columns?: number | undefined;
}

/** What a person reads in the terminal. Colour only where it is wanted. */
export class Screen {
  readonly #out: NodeJS.WritableStream;
  readonly #colour: boolean;
  readonly #width: number;
  readonly #start = Date.now();

  constructor(out: NodeJS.WritableStream, { colour, columns = WIDEST }: ScreenOptions) {
    this.#out = out;
    this.#colour = colour;
    this.#width = Math.max(NARROWEST, Math.min(columns, WIDEST));
  }

  chapter(title: string): void {
    this.#line('');
    this.#line(this.#styled('bold', `━━ ${title} `.padEnd(this.#width - GUTTER, '━')));
  }

  /** One thing that happened, with the seconds since the start. */
  event(who: string, what: string): void {
    const seconds = ((Date.now() - this.#start) / 1000).toFixed(1).padStart(5);
    this.#line(
      `${this.#styled('dim', `${seconds} s`)}  ${this.#styled('cyan', who.padEnd(8))} ${what}`,
    );
  }

  fact(text: string): void {
    this.#line(`  ${text}`);
  }

  /** A longer text of GitHub, as one reads it there, cut to a number of lines. */
  quote(markdown: string, lines: number): void {
    const all = asRead(stripVTControlCharacters(markdown), this.#width - GUTTER);
    for (const line of all.slice(0, lines)) this.#line(`  ${this.#styled('dim', '│')} ${line}`);
    const rest = all.length - lines;
    if (rest > 0) this.#line(this.#styled('dim', `  │ … ${rest} more lines`));
  }

  #styled(style: Style, text: string): string {
    return this.#colour ? styleText(style, text, { validateStream: false }) : text;
  }

  #line(text: string): void {
    this.#out.write(`${text}\n`);
  }
}
