import { expect, test } from '@jest/globals';
import Parser from 'tree-sitter';
import python from 'tree-sitter-python';

// This file has a twin: the native parser must work in more than one test file of a worker.
test('the native parser is usable in this sandbox', () => {
  const parser = new Parser();
  parser.setLanguage(python);
  const root = parser.parse('async def pay(order):\n    return order\n').rootNode;
  expect(root.namedChild(0)?.type).toBe('function_definition');
  expect(root.descendantsOfType('identifier').map((node) => node.text)).toEqual([
    'pay',
    'order',
    'order',
  ]);
});
