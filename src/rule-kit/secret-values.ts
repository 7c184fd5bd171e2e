/**
 * Is a value a secret, and how is it shown? `certain`: it has the shape of a provider's key, or is a private key. `likely`: it
 * looks generated. `possible`: somebody chose it, and it is no placeholder. Everything else is null: unknown means silence.
 */
export type SecretGrade = 'certain' | 'likely' | 'possible';

export interface SecretValue {
  readonly grade: SecretGrade;
  /** What may be shown: what all keys of the kind begin with, and asterisks. */
  readonly masked: string;
}

const STARS = '****';

/** What the keys of a provider begin with, and the least that follows. Keys of a test mode open no account that matters. */
const PROVIDER_KEYS: readonly (readonly [prefix: string, tail: number, grade: SecretGrade])[] = [
  ['sk_live_', 16, 'certain'],
  ['rk_live_', 16, 'certain'],
  ['sk_test_', 16, 'likely'],
  ['rk_test_', 16, 'likely'],
  ['whsec_', 24, 'certain'],
  ['ghp_', 30, 'certain'],
  ['gho_', 30, 'certain'],
  ['ghs_', 30, 'certain'],
  ['github_pat_', 30, 'certain'],
  ['glpat-', 16, 'certain'],
  ['xoxb-', 24, 'certain'],
  ['xoxp-', 24, 'certain'],
  ['xapp-', 24, 'certain'],
  ['SG.', 40, 'certain'],
  ['sk-ant-', 30, 'certain'],
  ['sk-proj-', 30, 'certain'],
  ['sk-', 32, 'certain'],
  ['npm_', 30, 'certain'],
  ['pypi-', 50, 'certain'],
  ['dop_v1_', 40, 'certain'],
  ['shpat_', 30, 'certain'],
  ['hf_', 30, 'certain'],
  ['GOCSPX-', 20, 'certain'],
  ['AGE-SECRET-KEY-', 40, 'certain'],
];

const TELEGRAM_TOKEN = /^\d{8,10}:[A-Za-z0-9_-]{35}$/u;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/u;

/** Words that stand where a value is to be put in, or that nobody takes for a secret. */
const PLACEHOLDER_WORDS =
  /change|example|sample|dummy|fake|placeholder|replace|insert|secret|passw|todo|your|xxx|demo|default|qwerty|12345|abcde|letmein|admin|localhost|root|guest|none|redacted|test|foobar|hello|not[-_ ]?(?:a|real|valid|set)|\*\*\*|\.\.\./iu;
/** What leads to a value instead of being one: variables, templates, stores of secrets, ciphertext. */
const REFERENCE =
  /^(?:\$|%\w+%|<|\{\{|\[\[|!|op:\/\/|vault:|arn:|ssm:|file:|enc\[|encrypted:|projects\/|\/|\.\/|~|AQICA)|\$\{|\$\(|\{\{|\}\}/iu;

/** The grade of a value whose key says nothing: shapes only. */
export function providerSecret(value: string): SecretValue | null {
  if (TELEGRAM_TOKEN.test(value) && isRandom(value.slice(value.indexOf(':') + 1)))
    return { grade: 'certain', masked: `${STARS}:${STARS}` };
  for (const [prefix, least, grade] of PROVIDER_KEYS) {
    if (!value.startsWith(prefix)) continue;
    const tail = value.slice(prefix.length);
    if (
      tail.length >= least &&
      isToken(tail) &&
      isRandom(tail) &&
      !isWordy(tail) &&
      !hasPlaceholder(tail)
    )
      return { grade, masked: `${prefix}${STARS}` };
  }
  return null;
}

/** The grade of a value under a key that says it is a secret. */
export function namedSecret(value: string): SecretValue | null {
  if (REFERENCE.test(value)) return null;
  const known = providerSecret(value);
  if (known !== null) return known;
  if (hasPlaceholder(value)) return null;
  if (isToken(value) && isGenerated(value)) return { grade: 'likely', masked: STARS };
  return isChosen(value) ? { grade: 'possible', masked: STARS } : null;
}

/** A private key in a text: its header line, when a key follows it that could be one. */
export function privateKeyIn(text: string): (SecretValue & { readonly header: string }) | null {
  const header = PRIVATE_KEY.exec(text);
  if (header === null) return null;
  const rest = text.slice(header.index + header[0].length);
  const end = rest.indexOf('-----END');
  const block = end < 0 ? rest : rest.slice(0, end);
  const isEncrypted = header[0].includes('ENCRYPTED') || block.includes('ENCRYPTED');
  const body = block
    .replace(/\\n/gu, '\n')
    .split(/\r\n|\n|\r/u)
    .filter((line) => !line.includes(':'))
    .join('')
    .replace(/\s/gu, '');
  if (body.length < LEAST_KEY || !/^[A-Za-z0-9+/=]+$/u.test(body) || entropyOf(body) < KEY_ENTROPY)
    return null;
  const isLocked = isEncrypted || (body.startsWith(OPENSSH) && !body.startsWith(OPENSSH_OPEN));
  return {
    grade: isLocked ? 'possible' : 'certain',
    masked: `${header[0]} ${STARS}`,
    header: header[0].replace(/^-+BEGIN |-+$/gu, ''),
  };
}

/** The shortest private key in PEM is one of Ed25519. */
const LEAST_KEY = 60;
const KEY_ENTROPY = 4;
/** `openssh-key-v1`, and the same with the cipher `none`. */
const OPENSSH = 'b3BlbnNzaC1rZXktdjEA';
const OPENSSH_OPEN = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmU';

function hasPlaceholder(value: string): boolean {
  return PLACEHOLDER_WORDS.test(value);
}

/** One run of characters without white space. */
function isToken(value: string): boolean {
  return /^[\x21-\x7e]+$/u.test(value);
}

/** `secrets.token_urlsafe(32)` and its like: long, mixed, and not made of words. */
function isGenerated(value: string): boolean {
  if (value.length < 16 || isWordy(value)) return false;
  const isHex = /^[0-9a-f]+$/iu.test(value);
  if (isHex) return value.length >= 24 && isRandom(value);
  return classesOf(value) >= 2 && isRandom(value);
}

/** Hexadecimal digits carry less than other characters. */
function isRandom(value: string): boolean {
  const isHex = /^[0-9a-f]+$/iu.test(value);
  return entropyOf(value) >= (isHex ? 3 : 3.4);
}

/** Somebody's own password: letters and digits, eight or more. A word alone is as likely a name. */
function isChosen(value: string): boolean {
  return (
    value.length >= 8 &&
    isToken(value) &&
    /[a-z]/iu.test(value) &&
    /\d/u.test(value) &&
    entropyOf(value) > 2
  );
}

/** `prod-db-main-2024`: every part is a word or a number. */
function isWordy(value: string): boolean {
  const parts = value.split(/[^A-Za-z0-9]+/u).filter((part) => part !== '');
  return parts.every((part) => /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d{1,6}|v\d+)$/u.test(part));
}

function classesOf(value: string): number {
  return [/[a-z]/u, /[A-Z]/u, /\d/u].filter((pattern) => pattern.test(value)).length;
}

/** Shannon's entropy in bits for a character. */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / value.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}
