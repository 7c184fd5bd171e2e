import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../../src/domain/review.ts';
import { defaultConfig, type ReviewConfig } from '../../../src/engine/config.ts';
import type { LoadedRule } from '../../../src/engine/loaded-rule.ts';
import type { OtherFile, RuleDefinition } from '../../../src/rule-kit/definition.ts';
import { reviewFiles } from '../../rules/review-case.ts';
import type { Files } from '../../support/source-tree.ts';
import { fakeRule } from './fake-rule.ts';

function keyRule(definition: Partial<RuleDefinition> = {}): LoadedRule {
  return fakeRule('no-key', {
    files: ['.env', '*.pem'],
    create: ({ report }) => ({
      file(file) {
        for (const [index, line] of (file.lines ?? []).entries()) {
          if (line.startsWith('KEY')) report({ file, line: index + 1 }, 'found', { text: line });
        }
      },
    }),
    ...definition,
  });
}

function review(
  base: Files | null,
  head: Files,
  rules: readonly LoadedRule[] = [keyRule()],
  config: ReviewConfig = defaultConfig,
): Review {
  return reviewFiles({ base, head, rules, config });
}

function shown(result: Review): string[] {
  return result.findings.map((f) => `${f.path}:${f.line} ${f.side} ${f.status}`);
}

const OTHERS = { 'README.md': 'KEY', 'app.env': 'KEY' };

describe('files that are no Python', () => {
  test('an audit shows all of the names a rule asks for, in any folder and spelling', () => {
    const result = review(null, { ...OTHERS, '.env': 'A\nKEY1\n', 'certs/A.PEM': 'KEY2\n' });
    expect(shown(result)).toEqual(['.env:2 RIGHT introduced', 'certs/A.PEM:1 RIGHT introduced']);
    expect(result.findings[0]).toMatchObject({ column: 1, endLine: 2, symbol: '' });
    expect(result.coverage).toMatchObject({ files: 0, analysed: 0 });
  });

  test('a review shows those that the change touches', () => {
    const base = { '.env': 'KEY1\n', 'a.pem': 'KEY2\n', 'gone.pem': 'KEY3\n' };
    const head = { '.env': 'X\nKEY1\nKEY4\n', 'a.pem': 'KEY2\n', ...OTHERS };
    expect(shown(review(base, head))).toEqual([
      '.env:2 RIGHT inherited',
      '.env:3 RIGHT introduced',
      'gone.pem:1 RIGHT fixed',
    ]);
  });

  test('a moved file keeps its findings and their identity', () => {
    const [before] = review(null, { 'a.pem': 'KEY2\nx\ny\n' }).findings;
    const [after] = review({ 'a.pem': 'KEY2\nx\ny\n' }, { 'b/c.pem': 'KEY2\nx\nz\n' }).findings;
    expect(after).toMatchObject({ path: 'b/c.pem', status: 'inherited' });
    expect(after?.fingerprint).toBe(before?.fingerprint);
  });

  test('a rule sees what a file was in base, and can speak of that too', () => {
    const seen: (OtherFile | null)[] = [];
    const rule = keyRule({
      create: ({ report }) => ({
        file(file) {
          seen.push(file.before);
          if (file.before !== null) report({ file: file.before }, 'found', { text: 'it' });
        },
      }),
    });
    const result = review({ '.env': 'A=1\n' }, { '.env': 'A=2\n', 'n.pem': '' }, [rule]);
    expect(seen.map((file) => file?.lines ?? null)).toEqual([['A=1'], null, null]);
    expect(shown(result)).toEqual(['.env:1 LEFT introduced']);
  });

  test('the change names every file, whoever asks for it', () => {
    const told: unknown[] = [];
    const rule = fakeRule('teller', {
      scope: 'change',
      create: () => ({
        change({ otherFiles }) {
          told.push(otherFiles);
        },
      }),
    });
    review({ 'a.txt': '1', 'old.md': '1' }, { 'a.txt': '22', 'new.md': '1' }, [rule]);
    const none = { added: [], removed: [] };
    expect(told).toEqual([
      [
        { basePath: 'old.md', headPath: null, status: 'removed', size: null, ...none },
        { basePath: 'a.txt', headPath: 'a.txt', status: 'modified', size: 2, ...none },
        { basePath: null, headPath: 'new.md', status: 'added', size: 1, ...none },
      ],
    ]);
  });

  test('ignored paths, switched off rules and waivers hold', () => {
    const head = { '.env': 'KEY\n', 'vendor/.env': 'KEY\n', 'certs/a.pem': 'KEY\n' };
    const waiver = { rule: 'no-key', symbol: null, owner: 'ops', reason: 'r', until: '2099-01-01' };
    const off = { 'no-key': { enabled: false, severity: null } };
    const result = review({}, head, [keyRule()], {
      ...defaultConfig,
      ignore: ['vendor'],
      overrides: [{ paths: ['certs'], rules: off }],
      waivers: [{ ...waiver, paths: ['.env'] }],
    });
    expect(shown(result)).toEqual([]);
    expect(result.suppressed).toBe(1);
  });

  test('a crash of the rule is contained', () => {
    const rule = keyRule({
      create: () => ({
        file() {
          throw new Error('no');
        },
      }),
    });
    const result = review({}, { '.env': 'KEY\n' }, [rule]);
    expect(result.coverage.crashedRules).toEqual([{ rule: 'no-key', message: 'no (at .env)' }]);
  });

  test('beyond the limit files are named, not judged', () => {
    const limits = { ...defaultConfig.limits, files: 1 };
    const head = { '.env': 'KEY\n', 'a.pem': 'KEY\n' };
    const result = review({}, head, [keyRule()], { ...defaultConfig, limits });
    expect(shown(result)).toEqual(['.env:1 RIGHT introduced']);
    expect(result.coverage.skipped.map(({ path }) => path)).toEqual(['a.pem']);
  });

  test('commands for the shell stand first in the fix', () => {
    const rule = keyRule({
      create: ({ report }) => ({
        file(file) {
          report({ file }, 'found', { text: 'it' }, { fixCommands: 'git rm .env' });
        },
      }),
    });
    const [finding] = review({}, { '.env': 'KEY\n' }, [rule]).findings;
    expect(finding?.fix).toBe('```sh\ngit rm .env\n```\n\nDo it.');
  });
});
