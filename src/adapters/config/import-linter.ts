import type { Contract } from '../../domain/contract.ts';
import { parseIni } from './ini-file.ts';
import { ignoredImportOf } from './review-config.ts';
import { parseToml } from './toml-file.ts';
import { member, textList } from './values.ts';

/** One contract of import-linter as written, in whichever file: lists are lists, everything else is text. */
interface WrittenContract {
  readonly name: string;
  readonly type: string;
  list(option: string): readonly string[];
}

/** Files that import-linter reads, in its order; the first with a section counts. */
export const IMPORT_LINTER_FILES = ['setup.cfg', '.importlinter', 'pyproject.toml'] as const;

/** Contracts of one file; null when the file says nothing to import-linter. Contract types of plugins are passed over. */
export function importLinterContracts(file: string, text: string): readonly Contract[] | null {
  const written = file.endsWith('.toml') ? writtenInToml(text) : writtenInIni(text);
  return written === null ? null : written.flatMap(contractsOf);
}

/** True for a file that is meant for import-linter and cannot be read as its kind. */
export function isBrokenImportLinterFile(file: string, text: string | null): boolean {
  if (text === null) return false;
  if (file.endsWith('.toml')) return text.includes('importlinter') && parseToml(text) === null;
  // An INI file is read as far as it goes. One that is for import-linter alone has at least a section of it.
  return file === '.importlinter' && writtenInIni(text) === null;
}

function writtenInIni(text: string): readonly WrittenContract[] | null {
  const sections = parseIni(text);
  const contracts = [...sections].filter(([name]) => name.startsWith('importlinter:contract:'));
  if (!sections.has('importlinter') && contracts.length === 0) return null;
  return contracts.map(([id, options]) => ({
    name: options.get('name') ?? id.slice('importlinter:contract:'.length),
    type: options.get('type') ?? '',
    list: (option) => linesOf(options.get(option) ?? ''),
  }));
}

function linesOf(value: string): readonly string[] {
  return value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function writtenInToml(text: string): readonly WrittenContract[] | null {
  const settings = member(member(parseToml(text), 'tool'), 'importlinter');
  if (settings === undefined) return null;
  const contracts = member(settings, 'contracts');
  if (!Array.isArray(contracts)) return [];
  return contracts.map((contract: unknown, index) => ({
    name: textOf(member(contract, 'name')) ?? `contract ${index + 1}`,
    type: textOf(member(contract, 'type')) ?? '',
    list: (option) => textList(member(contract, option)),
  }));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function contractsOf(written: WrittenContract): readonly Contract[] {
  const base = {
    name: written.name,
    ignore: written.list('ignore_imports').map(ignoredImportOf),
  };
  switch (written.type) {
    case 'layers':
      return layeringsOf(written.list('layers')).map((layers) => ({
        ...base,
        kind: 'layers',
        layers,
        containers: written.list('containers'),
      }));
    case 'independence':
      return [{ ...base, kind: 'independence', modules: written.list('modules') }];
    case 'forbidden': {
      const [from, to] = [written.list('source_modules'), written.list('forbidden_modules')];
      return [{ ...base, kind: 'forbidden', from, to }];
    }
    case 'protected': {
      const [modules, allowed] = [
        written.list('protected_modules'),
        written.list('allowed_importers'),
      ];
      return [{ ...base, kind: 'protected', modules, allowed }];
    }
    default:
      return [];
  }
}

/** Combinations kept at the most: nobody writes more by hand. */
const MOST_LAYERINGS = 16;

/**
 * `a | b` are independent of each other, `a : b` are not: they may import each other while both keep their place between
 * the layers around them. Our contracts know only independent neighbours, so each side of a colon gets a layering of its own.
 */
function layeringsOf(lines: readonly string[]): readonly (readonly (readonly string[])[])[] {
  let layerings: (readonly string[])[][] = [[]];
  for (const line of lines) {
    const siblings = line.includes(':') ? line.split(':').map((name) => [name]) : [line.split('|')];
    layerings = layerings.flatMap((layering) =>
      siblings.map((names) => [...layering, names.map(moduleName)]),
    );
    layerings = layerings.slice(0, MOST_LAYERINGS);
  }
  return layerings;
}

/** `(mypackage.optional)`: a layer that may be absent. */
function moduleName(text: string): string {
  return text
    .trim()
    .replace(/^\((.*)\)$/u, '$1')
    .trim();
}
