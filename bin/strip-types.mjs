// Lets Node run Lintel's TypeScript where Lintel is an installed package: Node strips types everywhere but below node_modules.
// Only Lintel's own sources are touched; everything else is loaded as usual.
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';

const root = new URL('..', import.meta.url).href;
const foreign = `${root}node_modules/`;

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith(root) || url.startsWith(foreign) || !url.endsWith('.ts')) {
      return nextLoad(url, context);
    }
    const source = stripTypeScriptTypes(readFileSync(new URL(url), 'utf8'));
    return { format: 'module', source, shortCircuit: true };
  },
});
