module.exports = globalThis.lintelNativeParser.treeSitterPython;
