import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { isMissing } from './file-errors.ts';
import { err, ok, type Result } from '../../domain/result.ts';

const redirectsSchema = z.record(z.string(), z.string());

/** Reads redirects.yml: former id → present id. A missing file means no redirects. */
export async function readRedirects(
  file: string,
  ids: ReadonlySet<string>,
): Promise<Result<ReadonlyMap<string, string>, readonly string[]>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return ok(new Map());
    throw error;
  }
  const parsed = redirectsSchema.safeParse(parse(text, { maxAliasCount: 0 }) ?? {});
  if (!parsed.success) return err(['must map former rule ids to present ones']);
  const problems: string[] = [];
  for (const [former, present] of Object.entries(parsed.data)) {
    if (ids.has(former)) problems.push(`${former} is a present rule, not a former id`);
    if (!ids.has(present)) problems.push(`${former} leads to ${present}, which is no rule`);
  }
  return problems.length > 0 ? err(problems) : ok(new Map(Object.entries(parsed.data)));
}
