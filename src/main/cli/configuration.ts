import { readFileSync } from 'node:fs';
import type { ConfigurationError, ConfigurationSource } from '../../adapters/config/index.ts';
import {
  readConfiguration,
  readNamedConfiguration,
  textReader,
} from '../../adapters/config/index.ts';
import { configurationNotes } from '../../adapters/config/notes.ts';
import type { Result } from '../../domain/result.ts';
import { err, ok } from '../../domain/result.ts';
import type { ReviewConfig } from '../../engine/config.ts';
import type { LoadedRule } from '../../engine/loaded-rule.ts';
import { errorMessage } from '../../render/error-message.ts';
import { fileProblem } from './file-problem.ts';
import type { InputProblem } from './input-problem.ts';
import { complain } from './terminal.ts';
import type { InputTrees } from './trees.ts';

/** The configuration of a review: the named file, else the one of the base, so that a change cannot switch off its own review. */
export function readTreeConfiguration(
  trees: InputTrees,
  rules: readonly LoadedRule[],
  named: string | undefined,
): Result<ReviewConfig, InputProblem> {
  const tree = trees.base ?? trees.head;
  const source: ConfigurationSource = { rules, read: textReader(tree) };
  const configuration = named === undefined ? readConfiguration(source) : namedIn(named, source);
  if (!configuration.ok) return err(problemOf(configuration.error));
  if (configuration.value.path === null && trees.configurationAbove !== undefined) {
    complain(
      `${trees.configurationAbove} speaks for the whole repository and is not used for a part of it. Audit the repository, or give --config.`,
    );
  }
  for (const note of configurationNotes(configuration.value.config, tree)) complain(note);
  if (configuration.value.extends !== null) {
    complain(
      `The defaults of ${configuration.value.extends} (_extends) are not on this machine and not used here.`,
    );
  }
  return ok(configuration.value.config);
}

function namedIn(
  path: string,
  source: ConfigurationSource,
): ReturnType<typeof readConfiguration> | Result<never, InputProblem> {
  try {
    return readNamedConfiguration(path, readFileSync(path, 'utf8'), source);
  } catch (error) {
    return err({ message: `The configuration ${path} cannot be read: ${fileProblem(error)}.` });
  }
}

function problemOf(error: ConfigurationError | InputProblem): InputProblem {
  return 'kind' in error ? { message: errorMessage(error) } : error;
}
