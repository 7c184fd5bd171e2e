/** Jest runs the TypeScript sources as ES modules; `npm test` starts it with the flag this needs. */
export default {
  reporters: ['default', '<rootDir>/test/support/jest/closing-line.cjs'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: '<rootDir>/test/support/jest/environment.cjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        sourceMaps: 'inline',
        module: { type: 'es6' },
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
      },
    ],
  },
  moduleNameMapper: {
    '^#rule-kit$': '<rootDir>/src/rule-kit/index.ts',
    '^tree-sitter$': '<rootDir>/test/support/jest/tree-sitter.cjs',
    '^tree-sitter-python$': '<rootDir>/test/support/jest/tree-sitter-python.cjs',
  },
  // Two workers is what the smallest supported machine has; more only raises the peak memory.
  maxWorkers: 2,
  // Far beyond what a test takes: a bound for what hangs, not a measure, so that a busy machine fails nothing.
  testTimeout: 240_000,
  // Case folders hold Python projects, not packages of ours.
  modulePathIgnorePatterns: ['<rootDir>/rules/.*/cases/'],
};
