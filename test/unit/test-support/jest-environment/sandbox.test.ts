import { expect, test } from '@jest/globals';

test('the sandbox runs on the pinned Node and has its globals', () => {
  expect(process.versions.node.split('.')[0]).toBe('24');
  expect(new TextDecoder().decode(new TextEncoder().encode('é'))).toBe('é');
  expect(structuredClone(new Map([['a', 1]]))).toEqual(new Map([['a', 1]]));
});
