import { parse, TomlError } from 'smol-toml';

/** The top-level table of a TOML file; null when it is not valid. */
export function parseToml(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return parse(text);
  } catch (error) {
    // RangeError: nested so deeply that the parser ran out of stack.
    if (error instanceof TomlError || error instanceof RangeError) return null;
    throw error;
  }
}
