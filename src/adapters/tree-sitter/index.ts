export { createPythonParser } from './python-parser.ts';
