import { describe, expect, it } from '@jest/globals';
import { readCommand } from '../../../src/application/command.ts';

describe('a command', () => {
  it.each([
    '/lintel review',
    'Once more, please.\r\n/lintel review  \r\n',
    '```py\nx\n```\n/lintel review',
  ])('is read from %j', (body) => expect(readCommand(body)).toBe('review'));

  it.each([
    'Try `/lintel review`.',
    '> /lintel review',
    '    /lintel review',
    '```\n/lintel review\n```',
    '~~~\n```\n/lintel review\n~~~',
    '````\n```\n/lintel review\n````',
    '/lintel destroy',
    '/lintel',
    '/lintelreview',
  ])('is not read from %j', (body) => expect(readCommand(body)).toBeNull());
});
