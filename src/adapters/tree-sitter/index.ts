export { createBrake, pedalOf, type Brake, type BrakePedal } from './brake.ts';
export { startParseHelper } from './parse-helper.ts';
export { createPythonParser } from './python-parser.ts';
