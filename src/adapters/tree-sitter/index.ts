export { createPythonParser, DEFAULT_PARSER_LIMITS } from './python-parser.ts';
export type { ParserLimits, PythonParser } from './python-parser.ts';
