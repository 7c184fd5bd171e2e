/** Writes schemas/lintel.schema.json from the validator of the configuration. `test/unit/adapters/config` fails when it is old. */
import { writeFileSync } from 'node:fs';
import { configurationJsonSchema } from '../src/adapters/config/schema.ts';

const file = new URL('../schemas/lintel.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
