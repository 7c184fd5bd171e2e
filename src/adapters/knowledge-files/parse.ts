import { load } from 'js-yaml';
import type { z } from 'zod';
import type { LibraryEntry } from '../../knowledge/entries.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { problemAt, type KnowledgeProblem } from './problem.ts';
import { libraryFile } from './schema.ts';

/** Text of one file → entry as written, braces not yet expanded, or everything that is wrong with its shape. */
export function parseLibrary(
  file: string,
  text: string,
): Result<LibraryEntry, readonly KnowledgeProblem[]> {
  const document = parseYaml(file, text);
  if (!document.ok) return err([document.error]);
  const parsed = libraryFile.safeParse(document.value, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  return err(parsed.error.issues.flatMap((issue) => problemsOf(file, issue)));
}

function parseYaml(file: string, text: string): Result<unknown, KnowledgeProblem> {
  try {
    // Not the parser of configurations: that one keeps what a person needs to find a mistake, at five times the cost, and this is read at
    // every start.
    return ok(load(text, { maxAliases: 0 }));
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const fault = `is not valid YAML (${reason.replace(/[.:]$/, '')})`;
    return err(problemAt(file, '', { fault, remedy: 'correct the line named there' }));
  }
}

function problemsOf(file: string, issue: z.core.$ZodIssue): KnowledgeProblem[] {
  const key = issue.path.map(String).join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) =>
        problemAt(file, key === '' ? name : `${key}.${name}`, {
          fault: 'is not a known key',
          remedy: 'correct its spelling or remove it',
        }),
      );
    case 'invalid_value':
      return [
        problemAt(file, key, {
          fault: 'is not one of the allowed words',
          remedy: `use one of ${issue.values.map(String).join(', ')}`,
        }),
      ];
    case 'invalid_type':
      return [invalidType(file, key, issue)];
    case 'too_small':
      return [problemAt(file, key, { fault: 'is empty or too small', remedy: 'give it a value' })];
    case 'invalid_key':
      return issue.issues.map((inner) =>
        problemAt(file, key, { fault: inner.message, remedy: 'write a qualified Python name' }),
      );
    case 'invalid_union':
      return [
        problemAt(file, key, {
          fault: 'has none of the allowed forms',
          remedy: 'see the type of this key in src/knowledge/entries.ts',
        }),
      ];
    default:
      return [problemAt(file, key, { fault: issue.message, remedy: 'correct the value' })];
  }
}

function invalidType(
  file: string,
  key: string,
  issue: z.core.$ZodIssueInvalidType,
): KnowledgeProblem {
  return problemAt(
    file,
    key,
    issue.input === undefined
      ? { fault: 'is missing', remedy: `add it as ${issue.expected}` }
      : { fault: 'has the wrong type', remedy: `write it as ${issue.expected}` },
  );
}
