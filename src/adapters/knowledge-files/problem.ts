/** One thing wrong with the knowledge folder. The sentence names the file, the key and the remedy. */
export interface KnowledgeProblem {
  /** Relative to the knowledge folder, with `/`. */
  readonly file: string;
  /** Dotted path of the key inside the file; empty when the whole file is meant. */
  readonly key: string;
  readonly sentence: string;
}

interface ProblemText {
  readonly fault: string;
  readonly remedy: string;
}

/** `libraries/requests.yml: callables.0.match.1 … : remedy.` */
export function problemAt(file: string, key: string, text: ProblemText): KnowledgeProblem {
  const place = key === '' ? file : `${file}: ${key}`;
  return { file, key, sentence: `${place} ${text.fault}; ${text.remedy}.` };
}
