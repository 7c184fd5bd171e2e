/**
 * Replays merged pull requests of public repositories through the App, against the simulated GitHub; docs/replay.md says what is
 * asserted. No network is needed.
 * Usage: npx node scripts/replay.ts --corpus FOLDER_OF_LISTS --mirror FOLDER_OF_GIT_DIRS
 *   [--repositories a,b] [--count 8] [--pull NUMBER] [--show]
 */
import { parseArgs } from 'node:util';
import type { CorpusChoice, CorpusRepository } from './replay/corpus.ts';
import { readCorpus } from './replay/corpus.ts';
import type { Played } from './replay/print.ts';
import { lineOf, Reader, table } from './replay/print.ts';
import type { Replayed } from './replay/replay-pull.ts';
import { replayPull } from './replay/replay-pull.ts';
import { openStage } from './replay/stage.ts';

interface Options extends CorpusChoice {
  readonly show: boolean;
}

function optionsOf(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: 'string' },
      mirror: { type: 'string' },
      repositories: { type: 'string' },
      count: { type: 'string' },
      pull: { type: 'string' },
      show: { type: 'boolean' },
    },
  });
  if (values.corpus === undefined || values.mirror === undefined) return null;
  return {
    lists: values.corpus,
    mirror: values.mirror,
    repositories: values.repositories?.split(',') ?? [],
    count: Number(values.count ?? 8),
    pull: values.pull === undefined ? null : Number(values.pull),
    show: values.show === true,
  };
}

async function play(
  repository: CorpusRepository,
  { show, reader }: { readonly show: boolean; readonly reader: Reader },
): Promise<Played> {
  const stage = await openStage(repository);
  const pulls: Replayed[] = [];
  try {
    for (const listed of repository.pullRequests) {
      const replayed = await replayPull(stage, listed);
      pulls.push(replayed);
      say(lineOf(repository.fullName, replayed));
      if (show && (replayed.check?.annotations.length ?? 0) + replayed.comments.length > 0)
        say(`${reader.read(repository.fullName, replayed)}\n`);
    }
  } finally {
    await stage.stop();
  }
  return { repository, pulls };
}

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (options === null) {
    process.stderr.write('Usage: replay.ts --corpus FOLDER_OF_LISTS --mirror FOLDER_OF_GIT_DIRS\n');
    return 2;
  }
  const played: Played[] = [];
  const { show } = options;
  const reader = new Reader();
  for (const repository of readCorpus(options))
    played.push(await play(repository, { show, reader }));
  const pulls = played.flatMap((each) => each.pulls);
  const failed = pulls.filter(({ problems }) => problems.length > 0).length;
  say(`\n${table(played)}\n`);
  say(`${pulls.length} pull requests of ${played.length} repositories, ${failed} failed.`);
  return failed === 0 && pulls.length > 0 ? 0 : 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = await main();
