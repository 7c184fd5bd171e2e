import type { Manifest } from '../model/project.ts';
import type { SourceTree } from '../model/source-tree.ts';
import { fileKindOf } from './file-kind.ts';
import { compareText, fileNameOf, folderOf } from './tree-paths.ts';
import {
  readIniManifest,
  readRequirements,
  readSetupPy,
  readTomlManifest,
  type Declared,
} from './manifest-readers.ts';

/** Reads the declared dependencies of a tree: requirements files, pyproject.toml, setup.cfg, setup.py, Pipfile. */
export function manifestsOf(tree: SourceTree): readonly Manifest[] {
  const manifests: Manifest[] = [];
  for (const file of tree.files) {
    const reader = readerOf(file.path);
    if (reader === null || fileKindOf(file.path) === 'vendored') continue;
    const text = tree.textOf(file);
    if (text !== null) manifests.push({ path: file.path, distributions: reader(text) });
  }
  return manifests.sort((a, b) => compareText(a.path, b.path));
}

function readerOf(path: string): ((text: string) => readonly Declared[]) | null {
  const name = fileNameOf(path);
  if (name === 'pyproject.toml' || name === 'Pipfile') return readTomlManifest;
  if (name === 'setup.cfg') return readIniManifest;
  if (name === 'setup.py') return readSetupPy;
  if (/^(?:[\w.-]*[-_.])?requirements[\w.-]*\.(?:txt|in)$/.test(name)) return readRequirements;
  if (fileNameOf(folderOf(path)) === 'requirements' && /\.(?:txt|in)$/.test(name))
    return readRequirements;
  return null;
}
