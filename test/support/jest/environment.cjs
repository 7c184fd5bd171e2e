// The native tree-sitter addon works only in the first sandbox of a Jest worker: its JavaScript half patches the prototypes
// of the realm that loaded it. So it is loaded here, once per worker and outside every sandbox, and shared by all test files.
// `moduleNameMapper` in jest.config.mjs points imports of the two packages to the files beside this one.
const { TestEnvironment } = require('jest-environment-node');
const treeSitter = require('tree-sitter');
const treeSitterPython = require('tree-sitter-python');

// A worker with nothing left to do leaves at once. Taking the embedded database's memory apart first takes longer than the half
// second that Jest waits on a busy machine, and Jest calls that a leak. One that has something left still does not get here.
if (process.send !== undefined) process.once('beforeExit', () => process.exit());

class NativeParserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.lintelNativeParser = { treeSitter, treeSitterPython };
  }
}

module.exports = NativeParserEnvironment;
