export { createBrake, pedalOf, type Brake, type BrakePedal } from './brake.ts';
export { createPythonParser } from './python-parser.ts';
