/** Closes a run with one plain line on stdout, for readers that do not know Jest's own summary. */
class ClosingLine {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    // A file that could not be loaded has no tests to count, yet it must not look like success.
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    // Jest prints its summary after every reporter has been told; this line comes after that.
    process.once('exit', () => {
      process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
    });
  }
}

module.exports = ClosingLine;
