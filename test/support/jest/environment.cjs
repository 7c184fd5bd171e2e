// The native tree-sitter addon works only in the first sandbox of a Jest worker: its JavaScript half patches the prototypes
// of the realm that loaded it. So it is loaded here, once per worker and outside every sandbox, and shared by all test files.
// `moduleNameMapper` in jest.config.mjs points imports of the two packages to the files beside this one.
const { TestEnvironment } = require('jest-environment-node');
const treeSitter = require('tree-sitter');
const treeSitterPython = require('tree-sitter-python');

class NativeParserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.lintelNativeParser = { treeSitter, treeSitterPython };
  }
}

module.exports = NativeParserEnvironment;
