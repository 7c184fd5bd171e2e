import { describe, expect, test } from '@jest/globals';
import {
  addedLines,
  changedLinesOf,
  commentableLines,
  parsePatch,
  removedLines,
} from '../../../src/domain/changed-lines.ts';

const PATCH = [
  '@@ -1,4 +1,5 @@ def f():',
  ' a',
  '-b',
  '--- looks like a header',
  '+B',
  '+++ looks like one too',
  '+C',
  ' d',
  '@@ -20 +21,0 @@',
  '-z',
  '\\ No newline at end of file',
].join('\n');

describe('parsePatch', () => {
  test('numbers both sides and is not fooled by lines that look like headers', () => {
    const hunks = parsePatch(`diff --git a/x b/x\n--- a/x\n+++ b/x\n${PATCH}`);
    expect(hunks).toHaveLength(2);
    expect(addedLines(hunks)).toEqual([{ start: 2, end: 4 }]);
    expect(removedLines(hunks)).toEqual([
      { start: 2, end: 3 },
      { start: 20, end: 20 },
    ]);
  });

  test('commentable lines: context and added on the right, deleted on the left', () => {
    const hunks = parsePatch(PATCH);
    expect([...commentableLines(hunks, 'RIGHT')]).toEqual([1, 2, 3, 4, 5]);
    expect([...commentableLines(hunks, 'LEFT')]).toEqual([2, 3, 20]);
  });

  test('an empty patch has no hunks', () => {
    expect(parsePatch('')).toEqual([]);
  });
});

test('changed lines follow renames', () => {
  const lines = changedLinesOf([
    {
      basePath: 'old.py',
      headPath: 'new.py',
      added: [{ start: 3, end: 4 }],
      removed: [{ start: 1, end: 1 }],
    },
    { basePath: null, headPath: 'added.py', added: [{ start: 1, end: 9 }], removed: [] },
    { basePath: 'gone.py', headPath: null, added: [], removed: [] },
  ]);
  expect([
    lines.isAdded('new.py', 4),
    lines.isAdded('new.py', 5),
    lines.isRemoved('old.py', 1),
  ]).toEqual([true, false, true]);
  expect(['new.py', 'added.py', 'same.py'].map((path) => lines.basePathOf(path))).toEqual([
    'old.py',
    null,
    'same.py',
  ]);
  expect(['old.py', 'gone.py', 'same.py'].map((path) => lines.headPathOf(path))).toEqual([
    'new.py',
    null,
    'same.py',
  ]);
});

test('unchanged lines keep their order', () => {
  const lines = changedLinesOf([
    {
      basePath: 'a.py',
      headPath: 'a.py',
      added: [
        { start: 2, end: 4 },
        { start: 8, end: 8 },
      ],
      removed: [
        { start: 2, end: 2 },
        { start: 4, end: 5 },
      ],
    },
    { basePath: null, headPath: 'new.py', added: [{ start: 1, end: 2 }], removed: [] },
  ]);
  // base: 1 [2] 3 [4 5] 6 7 …   head: 1 [2 3 4] 5 6 7 [8] 9
  expect([1, 3, 5, 6, 7, 9].map((line) => lines.baseLineOf('a.py', line))).toEqual([
    1,
    null,
    3,
    6,
    7,
    8,
  ]);
  expect([lines.baseLineOf('new.py', 1), lines.baseLineOf('other.py', 7)]).toEqual([null, 7]);
});
