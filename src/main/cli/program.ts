import { Command, CommanderError, Option } from 'commander';
import { SEVERITIES } from '../../domain/finding.ts';
import { nearestName } from '../../domain/nearest-name.ts';
import { listed } from '../../render/words.ts';
import { tool } from '../wiring/tool.ts';
import { FAILED } from './failed.ts';
import { FORMATS } from './report-formats.ts';
import type { PullRequestOptions } from './pull-request.ts';
import type { ReviewOptions } from './review.ts';
import { complain, say } from './terminal.ts';

type Outcome = Promise<number>;

/** Runs one command; the exit code: 0 fine, 1 something at or above --fail-on, 2 usage or input error. Never throws. */
export async function runCli(args: readonly string[]): Outcome {
  const outcomes: Outcome[] = [];
  const program = programOf((outcome) => {
    outcomes.push(outcome);
  });
  try {
    program.parse(args, { from: 'user' });
    return (await outcomes[0]) ?? FAILED;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // `help` of an unknown command is the one mistake that commander answers with a page instead of a sentence.
      if (error.code === 'commander.help') complainOfCommand(program, args[1]);
      return FAILED;
    }
    // A bug of ours: it is named in one line, because a stack trace tells the user nothing. Us it does: LINTEL_DEBUG=1.
    complain(`Internal error: ${error instanceof Error ? error.message : String(error)}`);
    if ((process.env['LINTEL_DEBUG'] ?? '') !== '') console.error(error);
    return FAILED;
  }
}

function programOf(start: (outcome: Outcome) => void): Command {
  const program = new Command('lintel')
    .description('Deterministic architecture reviews of Python changes.')
    .version(tool.version, '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [COMMAND]', 'show help of a command')
    .exitOverride()
    .configureOutput({ writeOut: say, writeErr: () => undefined, outputError: complainOnce })
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments()
    .action(() => complainOfCommand(program));
  addReview(program, start);
  addAudit(program, start);
  addPages(program, start);
  addPullRequest(program, start);
  for (const command of program.commands) {
    command.copyInheritedSettings(program).allowExcessArguments(false);
  }
  return program;
}

function complainOfCommand(program: Command, wanted = program.args[0]): void {
  const names = program.commands.map((command) => command.name());
  if (wanted === undefined) {
    complain(`Give a command: ${listed(names)} (lintel --help).`);
    return;
  }
  const nearest = nearestName(wanted, names);
  const hint = nearest === null ? `Known: ${listed(names)}.` : `Did you mean ${nearest}?`;
  complain(`There is no command ${wanted}. ${hint}`);
}

const EXAMPLES = `
Examples:
  lintel review --base origin/main               the work tree against where it left main
  lintel review --base v1.2 --head v1.3 --format markdown
  lintel review --base ./before --head ./after   two folders
  lintel audit services/billing --fail-on critical
  lintel audit --format sarif --output lintel.sarif
  lintel explain http-call-without-timeout
  GITHUB_TOKEN=... lintel pr acme/shop#12 --post

Exit code 0: nothing at or above --fail-on; 1: something is; 2: usage or input error.`;

function addReview(program: Command, start: (outcome: Outcome) => void): void {
  withReportOptions(
    program
      .command('review')
      .description('review a change: what does it introduce or make worse?')
      .argument('[PATH]', 'folder of a git work tree, or the head folder', '.')
      .requiredOption('--base <REV|DIR>', 'what the change starts from')
      .option('--head <REV|DIR>', 'what the change leads to (default: the work tree)'),
  ).action((path: string, options: ReviewOptions & { base: string; head?: string }) =>
    start(import('./review.ts').then(({ review }) => review(path, options))),
  );
}

function addAudit(program: Command, start: (outcome: Outcome) => void): void {
  withReportOptions(
    program
      .command('audit')
      .description('review everything: every finding of a tree')
      .argument('[PATH]', 'folder of a Python project', '.'),
  ).action((path: string, options: ReviewOptions) =>
    start(import('./review.ts').then(({ audit }) => audit(path, options))),
  );
}

function addPages(program: Command, start: (outcome: Outcome) => void): void {
  program
    .command('explain')
    .description('show the page of a rule')
    .argument('<RULE>', 'id of the rule')
    .action((rule: string) => start(import('./explain.ts').then(({ explain }) => explain(rule))));
  program
    .command('rules')
    .description('list all rules')
    .addOption(
      new Option('--format <FORMAT>', 'how to list them').choices(['text', 'json']).default('text'),
    )
    .action((options: { format: 'text' | 'json' }) =>
      start(import('./list-rules.ts').then(({ listRules }) => listRules(options.format))),
    );
}

function addPullRequest(program: Command, start: (outcome: Outcome) => void): void {
  withReportOptions(
    program
      .command('pr')
      .description('review a pull request on GitHub; reads GITHUB_TOKEN')
      .argument('<OWNER/REPO#N>', 'the pull request')
      .option('--post', 'also post it: one review (event COMMENT) with comments on its lines'),
  ).action((reference: string, options: PullRequestOptions) =>
    start(
      import('./pull-request.ts').then(({ reviewPullRequest }) =>
        reviewPullRequest(reference, options),
      ),
    ),
  );
}

function withReportOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <FORMAT>', 'format of the report').choices(FORMATS).default('text'),
    )
    .option('--output <FILE>', 'write the report to a file')
    .option('--config <FILE>', 'read this configuration instead of the one in the base')
    .addOption(
      new Option('--fail-on <SEVERITY>', 'exit with 1 from this severity on')
        .choices([...SEVERITIES, 'never'])
        .default('high'),
    );
}

/** Commander ends its sentences with line breaks and puts suggestions on lines of their own. */
function complainOnce(text: string): void {
  const sentence = text
    .replace(/^error: /u, '')
    .replace(/\s*\n\s*/gu, ' ')
    .trim();
  complain(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`);
}
