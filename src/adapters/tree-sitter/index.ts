export { createBrake, pedalOf, type Brake, type BrakePedal } from './brake.ts';
export { startParserAhead } from './parser-ahead.ts';
export { createPythonParser } from './python-parser.ts';
