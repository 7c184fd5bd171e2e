import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** What a person reads in the terminal. Colour only where it is wanted. */
export class Screen {
  readonly #out: NodeJS.WritableStream;
  readonly #colour: boolean;
  readonly #start = Date.now();

  constructor(out: NodeJS.WritableStream, options: { readonly colour: boolean }) {
    this.#out = out;
    this.#colour = options.colour;
  }

  chapter(title: string): void {
    this.#line('');
    this.#line(this.#styled('bold', `━━ ${title} `.padEnd(96, '━')));
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

  /** A longer text, as it stands on GitHub, cut to a number of lines. */
  quote(text: string, lines: number): void {
    const all = stripVTControlCharacters(text).split('\n');
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
