/** Small rules with findings that a test places where it wants them. */
import type { LoadedRule } from '../../src/engine/loaded-rule.ts';
import { fakeRule } from '../unit/engine/fake-rule.ts';

/** Reports each call of the name. */
function callRule(
  id: string,
  name: string,
  severity: 'critical' | 'high' | 'medium' | 'low',
): LoadedRule {
  return fakeRule(id, {
    severity,
    messages: { found: `\`{text}\` calls ${name}.` },
    create: ({ report }) => ({
      call(call) {
        if (call.text === name || call.text.startsWith(`${name}(`))
          report(call, 'found', { text: call.text });
      },
    }),
  });
}

/** More rules than a review has comments. */
export const CROWD = 31;

export const testRules: readonly LoadedRule[] = [
  callRule('no-danger', 'danger', 'high'),
  callRule('no-disaster', 'disaster', 'critical'),
  callRule('no-nuisance', 'nuisance', 'medium'),
  fakeRule('no-secret', {
    severity: 'critical',
    files: ['.env', '*.pem'],
    messages: { found: '`{path}` holds a secret.' },
    create: ({ report }) => ({
      file(file) {
        const line = (file.lines ?? []).findIndex((text) => text.startsWith('KEY')) + 1;
        if (line > 0) report({ file, line }, 'found', { path: file.path });
      },
    }),
  }),
  ...Array.from({ length: CROWD }, (_, index) =>
    callRule(`no-oddity-${index}`, `oddity_${index}`, 'low'),
  ),
  fakeRule('keep-timeout', {
    messages: { 'guard-removed': '`{function}` lost `{guard}` of `{subject}`.' },
    guards: ['timeout'],
  }),
];
