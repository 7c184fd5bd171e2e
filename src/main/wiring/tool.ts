import { readFileSync } from 'node:fs';
import type { Tool } from '../../render/tool.ts';

/** Name and version as reports, logs and the check run show them. */
export const tool: Tool = { name: 'lintel', version: packageVersion() };

function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  const hasVersion = manifest !== null && typeof manifest === 'object' && 'version' in manifest;
  return hasVersion && typeof manifest.version === 'string' ? manifest.version : '0.0.0';
}
