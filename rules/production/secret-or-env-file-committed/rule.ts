import { defineRule, isGitIgnored, isSecretPlace, SECRET_FILE_NAMES, secretsIn } from '#rule-kit';
import type { FoundSecret, OtherFile, Project, ReportDetails, SecretFile } from '#rule-kit';

type Severity = NonNullable<ReportDetails['severity']>;

/** What a grade costs. */
const GRADES: Readonly<Record<FoundSecret['grade'], Severity>> = {
  certain: 'critical',
  likely: 'high',
  possible: 'medium',
};
const LOWER: Readonly<Record<Severity, Severity>> = {
  critical: 'high',
  high: 'medium',
  medium: 'low',
  low: 'low',
};

export default defineRule({
  title: 'Secret or .env file committed',
  severity: 'critical',
  precision: 'high',
  status: { stage: 'preview', since: '0.1.0' },
  scope: 'file',
  files: SECRET_FILE_NAMES,
  messages: {
    committed: '`{path}` puts {count} into the repository: `{secrets}`.',
    added: 'The change adds {count} to `{path}`, a file that was committed before: `{secrets}`.',
    'private-key': '`{path}` puts a private key (`{kind}`) into the repository.',
  },
  library: 'a secret store (Vault, AWS Secrets Manager, SOPS), read by pydantic-settings',
  create({ project, mode, report }) {
    function say(key: 'committed' | 'added', file: OtherFile, secrets: readonly FoundSecret[]) {
      const worst = worstOf(secrets);
      if (worst === null) return;
      const severity = GRADES[worst.grade];
      const others = secrets.filter((secret) => secret !== worst);
      const { path } = file;
      report(
        { file, line: worst.line },
        key,
        { path, count: countOf(secrets), secrets: [worst, ...others].map(shown).join(', ') },
        {
          severity: key === 'added' ? LOWER[severity] : severity,
          confidence: worst.grade === 'possible' ? 'medium' : 'high',
          context: key,
          weight: secrets.length,
          evidence: others.map((secret) => ({
            place: { file, line: secret.line },
            note: secret.key,
          })),
          fixCommands: commandsFor(file, project),
        },
      );
    }

    function sayKey(file: OtherFile, [key]: readonly FoundSecret[]): void {
      if (key === undefined) return;
      const details = { ...keyDetails(key), fixCommands: commandsFor(file, project) };
      const { path } = file;
      report({ file, line: key.line }, 'private-key', { path, kind: key.key }, details);
    }

    return {
      file(file) {
        // A folder that nobody has committed yet: what git ignores is where it belongs.
        if (mode === 'audit' && isGitIgnored(project, file.path)) return;
        const found = secretsIn(file);
        if (found === null) return;
        if (found.kind === 'private-key') return sayKey(file, found.secrets);
        const { known, added } = comparedWith(file.before, found);
        say('committed', file, known);
        say('added', file, added);
      },
    };
  },
});

function keyDetails({ grade }: FoundSecret): ReportDetails {
  return grade === 'certain'
    ? { severity: 'critical', confidence: 'high', context: 'private key' }
    : { severity: 'low', confidence: 'medium', context: 'private key' };
}

/** A file that was there before (and no example that got another name): its secrets of then are inherited, whatever they are now. */
function comparedWith(
  before: OtherFile | null,
  { secrets }: SecretFile,
): { readonly known: readonly FoundSecret[]; readonly added: readonly FoundSecret[] } {
  if (before === null || !isSecretPlace(before.path)) return { known: secrets, added: [] };
  const names = new Set((secretsIn(before)?.secrets ?? []).map(({ key }) => key));
  return {
    known: secrets.filter(({ key }) => names.has(key)),
    added: secrets.filter(({ key }) => !names.has(key)),
  };
}

/** The first of the gravest. */
function worstOf(secrets: readonly FoundSecret[]): FoundSecret | null {
  const grades = ['certain', 'likely', 'possible'] as const;
  const worst = grades.find((grade) => secrets.some((secret) => secret.grade === grade));
  return secrets.find((secret) => secret.grade === worst) ?? null;
}

function shown({ key, masked }: FoundSecret): string {
  return `${key}=${masked}`;
}

function countOf({ length }: readonly FoundSecret[]): string {
  return length === 1 ? '1 secret' : `${length} secrets`;
}

/** Takes the file out of git and leaves it on disk. A path that a shell could misread is not spelt out. */
function commandsFor({ path }: OtherFile, project: Project): string {
  const isPlain = /^[\w.@+][\w./@+-]*$/u.test(path);
  const file = isPlain ? path : 'PATH';
  const lines = [
    '# First make every value in it worthless: see Migration.',
    `git rm --cached -- ${file}`,
    ...(isGitIgnored(project, path) ? [] : [`echo '/${file}' >> .gitignore`]),
    ...exampleCommands(path, file, project),
    `git add .gitignore && git commit -m 'Stop tracking ${file}'`,
  ];
  return lines.join('\n');
}

/** The names without their values, for those who set up the project; an example that is there is left alone. */
function exampleCommands(path: string, file: string, project: Project): readonly string[] {
  const example = `${path.slice(0, path.lastIndexOf('/') + 1)}.env.example`;
  const isEnv = /(?:^|\/)\.env[^/]*$|\.env$/u.test(path) && file === path;
  if (!isEnv || project.otherFiles.some((other) => other.path === example)) return [];
  return [
    `sed -nE 's/^(export )?([A-Z_][A-Z0-9_]*)=.*/\\2=/p' ${file} > ${example}`,
    `git add ${example}`,
  ];
}
