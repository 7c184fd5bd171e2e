module.exports = globalThis.lintelNativeParser.treeSitter;
