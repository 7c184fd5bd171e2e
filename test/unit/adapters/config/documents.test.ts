import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readConfiguration } from '../../../../src/adapters/config/index.ts';
import { loadRules } from '../../../../src/adapters/rule-folder/load-rules.ts';

/** Every YAML sample of a page. */
function samplesOf(page: string): readonly string[] {
  const text = readFileSync(resolve(page), 'utf8');
  return [...text.matchAll(/^```yaml\n(.*?)^```$/gmsu)].map(([, sample]) => sample ?? '');
}

test.each(['README.md', 'docs/configuration.md'])('what %s shows is accepted', async (page) => {
  const rules = await loadRules(resolve('rules'));
  if (!rules.ok) throw new Error(JSON.stringify(rules.error));
  const samples = samplesOf(page);
  expect(samples.length).toBeGreaterThan(0);
  for (const sample of samples) {
    const read = readConfiguration({
      rules: rules.value,
      read: (path) => (path === 'lintel.yml' ? sample : null),
    });
    expect(read).toMatchObject({ ok: true });
  }
});
