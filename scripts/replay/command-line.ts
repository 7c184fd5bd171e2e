import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ClassifiedFinding } from '../../src/domain/finding.ts';
import type { Review } from '../../src/domain/review.ts';

type ReportedFinding = Pick<ClassifiedFinding, 'rule' | 'path' | 'line' | 'status' | 'fingerprint'>;

/** The part of a JSON report that is compared. */
interface Report {
  readonly findings: readonly ReportedFinding[];
  readonly digest: string;
}

const LINTEL = fileURLToPath(new URL('../../bin/lintel', import.meta.url));
const MAX_OUTPUT_BYTES = 1 << 28;

/** `lintel review` of the same two commits, in a process of its own. */
export async function reportOfCommandLine(
  gitDirectory: string,
  { base, head }: { readonly base: string; readonly head: string },
): Promise<Report> {
  const options = ['--base', base, '--head', head, '--format', 'json', '--fail-on', 'never'];
  const text = await new Promise<string>((resolve, reject) => {
    execFile(
      LINTEL,
      ['review', gitDirectory, ...options],
      { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else
          reject(new Error(`lintel review: ${stderr.trim() || error.message}`, { cause: error }));
      },
    );
  });
  return JSON.parse(text) as Report;
}

/** What differs between the App's Review and the report of the command line. */
export function differences(review: Review, report: Report): string[] {
  const app = new Set(review.findings.map(identity));
  const line = new Set(report.findings.map(identity));
  const problems = [
    ...[...app].filter((finding) => !line.has(finding)).map((text) => `only the App: ${text}`),
    ...[...line]
      .filter((finding) => !app.has(finding))
      .map((text) => `only the command line: ${text}`),
  ];
  if (problems.length === 0 && review.digest !== report.digest)
    problems.push('the command line has the same findings and another digest');
  return problems;
}

function identity({ rule, path, line, status, fingerprint }: ReportedFinding): string {
  return `${rule} ${path}:${line} ${status} ${fingerprint}`;
}
