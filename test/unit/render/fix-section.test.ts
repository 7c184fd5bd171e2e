import { describe, expect, it } from '@jest/globals';
import { fixSection } from '../../../src/render/fix-section.ts';

describe('the fix of a comment', () => {
  it('keeps the code for the place and the advice open, and folds the samples', () => {
    const fix = [
      '```python',
      'call(timeout=10)',
      '```',
      '',
      'Give it a limit.',
      '',
      'Before:',
      '',
      '```python',
      'call()',
      '```',
    ].join('\n');
    expect(fixSection(fix)).toBe(
      [
        '**Fix**',
        '',
        '```python',
        'call(timeout=10)',
        '```',
        '',
        'Give it a limit.',
        '',
        '<details>',
        '<summary>Example</summary>',
        '',
        'Before:',
        '',
        '```python',
        'call()',
        '```',
        '',
        '</details>',
      ].join('\n'),
    );
  });

  it('folds nothing when there are no samples', () => {
    expect(fixSection('Use a lock.')).toBe('**Fix**\n\nUse a lock.');
  });

  it('says nothing without a fix', () => {
    expect(fixSection('')).toBe('');
  });

  it('keeps code that nobody closed', () => {
    expect(fixSection('```python\ncall()')).toContain('call()');
  });
});
