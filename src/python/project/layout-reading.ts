import type { Layout } from '../model/project.ts';
import type { Features } from './features.ts';
import type { SourceFolders } from './source-folders.ts';

export type Confidence = 'high' | 'medium' | 'low';

/** How a tree is laid out, and from what that was read. */
export interface LayoutReading {
  readonly layout: Layout;
  readonly confidence: Confidence;
  readonly evidence: readonly string[];
  /** Folders whose children are layers, outer before inner. */
  readonly bases: readonly Base[];
  readonly features: Features;
  readonly hasDomain: boolean;
}

/** A folder with layers side by side. */
export interface Base {
  readonly folder: string;
  /** Names of its layer folders, for evidence. */
  readonly layers: readonly string[];
  readonly hasDomain: boolean;
  readonly hasShared: boolean;
  readonly confidence: Confidence;
}

export interface LayoutInput {
  readonly folders: SourceFolders;
  /** Library ids of the web and bot frameworks that source modules import, the most used first. */
  readonly frameworks: readonly string[];
  /** True when the file exists, whatever its kind. */
  hasFile(path: string): boolean;
}

export const NO_FEATURES: Features = { containers: [], names: [], folderOf: () => null };
