import { expect, test } from '@jest/globals';
import { asRead } from '../../../scripts/demo/as-read.ts';

test('shows Markdown as it is read: no addresses, no folding, lines that fit', () => {
  const markdown = [
    '**Bold text that does not fit** on one line',
    '',
    '- [`app/a.py:1`](https://github.com/acme/shop/blob/abc/app/a.py#L1) a finding with a name',
    '<details>',
    '',
    '<summary>Example</summary>',
    '',
    '```python',
    'a = "a line of code is never broken, however long it is"',
    '```',
    '</details>',
    '| a table | is never broken | either |',
  ].join('\n');
  expect(asRead(markdown, 30)).toEqual([
    '**Bold text that does not',
    'fit** on one line',
    '',
    '- `app/a.py:1` a finding with',
    '  a name',
    '',
    '▸ Example',
    '',
    '```python',
    'a = "a line of code is never broken, however long it is"',
    '```',
    '| a table | is never broken | either |',
  ]);
});
