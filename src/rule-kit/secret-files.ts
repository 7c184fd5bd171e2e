import type { OtherFile } from './definition.ts';
import type { SecretGrade, SecretValue } from './secret-values.ts';
import { namedSecret, privateKeyIn, providerSecret } from './secret-values.ts';
import type { Setting } from './settings-files.ts';
import { dotenvSettings, iniSettings, jsonSettings } from './settings-files.ts';

/** A secret in a file that is no Python. The value itself is not here, so that it can get nowhere. */
export interface FoundSecret {
  readonly key: string;
  readonly masked: string;
  readonly line: number;
  readonly grade: SecretGrade;
}

export interface SecretFile {
  readonly kind: 'settings' | 'private-key';
  /** In the order of lines. */
  readonly secrets: readonly FoundSecret[];
}

/** Names of the files that secrets are kept in. */
export const SECRET_FILE_NAMES = [
  '.env',
  '.env.*',
  '*.env',
  '.envrc',
  '*.pem',
  '*.key',
  '*.p8',
  '*.ppk',
  'id_rsa*',
  'id_dsa*',
  'id_ecdsa*',
  'id_ed25519*',
  'credentials',
  '*credential*.json',
  '*secret*.json',
  '*service*account*.json',
  '*adminsdk*.json',
  '*firebase*.json',
  '*google*.json',
  '*gcp*.json',
  '*gcloud*.json',
  '*-key.json',
  '*_key.json',
  'key.json',
  '*token.json',
  '*-????????????.json',
  '.pypirc',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.pgpass',
  '.git-credentials',
] as const;

/** Folders whose files are made up, somebody else's, or there to be copied. */
const MADE_UP =
  /(?:^|\/)(?:tests?|testing|testdata|test[-_][^/]*|[^/]*[-_]tests?|__tests__|e2e|specs?|fixtures?|mocks?|examples?|samples?|demos?|docs?|templates?|site-packages|node_modules|vendor|third_party|\.?venv|virtualenv)\//iu;
/** Names of files that are there to be copied and filled in, that belong to tests, or whose values are encrypted. */
const TO_BE_FILLED_IN =
  /(?:^|[._-])(?:example|sample|template|tmpl|tpl|dist|defaults?|schema|tests?|testing|ci|vault|enc|encrypted|dummy|fake|mock)(?:[._-]|$)/iu;
/** Names of keys that open a developer's machine. */
const FOR_LOCAL_USE =
  /(?:^|[._-])(?:local|localhost|dev|development|docker|compose|devcontainer|sandbox|snakeoil|selfsigned|self-signed)(?:[._-]|$)/iu;

/** The secrets of a file, or null when it holds none that anybody would mind. */
export function secretsIn(file: OtherFile): SecretFile | null {
  const { path, lines } = file;
  if (lines === null || !isSecretPlace(path)) return null;
  const name = nameOf(path);
  const key = wholeFileKey(name, lines);
  if (key !== null) return { kind: 'private-key', secrets: [key] };
  const secrets = settingSecrets(name.toLowerCase(), lines);
  return secrets.length === 0 ? null : { kind: 'settings', secrets };
}

/** False where values are made up: in tests, examples, templates, and in what is somebody else's. */
export function isSecretPlace(path: string): boolean {
  return !MADE_UP.test(path) && !TO_BE_FILLED_IN.test(nameOf(path));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A file that is a private key, in PEM or in PuTTY's form. */
function wholeFileKey(name: string, lines: readonly string[]): FoundSecret | null {
  if (!/\.(?:pem|key|p8|ppk)$|^id_/iu.test(name)) return null;
  const isLocal = FOR_LOCAL_USE.test(name);
  const putty = lines.findIndex((line) => line.startsWith('Private-Lines:'));
  if (lines[0]?.startsWith('PuTTY-User-Key-File-') === true && putty >= 0) {
    const isLocked = !lines.some((line) => /^Encryption:\s*none/u.test(line));
    const grade = isLocked || isLocal ? 'possible' : 'certain';
    return { key: 'PuTTY private key', masked: '', line: 1, grade };
  }
  const at = lines.findIndex((line) => line.includes('PRIVATE KEY'));
  const found = at < 0 ? null : privateKeyIn(lines.slice(at).join('\n'));
  if (found === null) return null;
  const grade = isLocal ? 'possible' : found.grade;
  return { key: found.header, masked: '', line: at + 1, grade };
}

function settingSecrets(name: string, lines: readonly string[]): readonly FoundSecret[] {
  if (name === '.netrc' || name === '_netrc') return found(netrcSettings(lines), namedSecret);
  if (name === '.pgpass') return found(pgpassSettings(lines), namedSecret);
  if (name === '.git-credentials') return found(gitCredentials(lines), namedSecret);
  if (name === '.npmrc') return found(iniSettings(lines).filter(isNpmSecret), namedSecret);
  if (name === '.pypirc' || name === 'credentials')
    return found(iniSettings(lines).filter(isNamed), namedSecret);
  if (name.endsWith('.json')) return found(jsonSettings(lines).filter(isJsonSecret), inJson);
  return envSecrets(name, dotenvSettings(lines));
}

function found(
  settings: readonly Setting[],
  secretOf: (value: string) => SecretValue | null,
): readonly FoundSecret[] {
  return settings.flatMap(({ key, value, line }) => {
    const secret = secretOf(value);
    return secret === null ? [] : [{ key, line, masked: secret.masked, grade: secret.grade }];
  });
}

function inJson(value: string): SecretValue | null {
  return privateKeyIn(value) ?? namedSecret(value);
}

function isJsonSecret({ key }: Setting): boolean {
  return key === 'private_key' || key === 'client_secret' || key === 'refresh_token';
}

/** `//registry.npmjs.org/:_authToken`. */
function isNpmSecret({ key }: Setting): boolean {
  return /(?:^|:)_(?:authToken|auth|password)$/u.test(key);
}

/** `machine pypi.example login deploy password …`, on one line or on several. */
function netrcSettings(lines: readonly string[]): readonly Setting[] {
  return lines.flatMap((text, index) => {
    const [, value] = /(?:^|\s)password\s+(\S+)/u.exec(text) ?? [];
    return value === undefined ? [] : [{ key: 'password', value, line: index + 1, note: '' }];
  });
}

/** `host:port:database:user:password`. */
function pgpassSettings(lines: readonly string[]): readonly Setting[] {
  return lines.flatMap((text, index) => {
    const [host = '', , , user, ...rest] = text.split(':');
    if (text.startsWith('#') || user === undefined || isLocalHost(host)) return [];
    return [{ key: user, value: rest.join(':'), line: index + 1, note: '' }];
  });
}

/** `https://user:token@host`. */
function gitCredentials(lines: readonly string[]): readonly Setting[] {
  return lines.flatMap((text, index) => {
    const login = loginOf(text);
    return login === null
      ? []
      : [{ key: login.host, value: login.password, line: index + 1, note: '' }];
  });
}

const SECRET_NAME =
  /(?:^|_)(?:secret|password|passwd|passphrase|pwd|pass|token|mnemonic|credentials?)(?:$|_)|(?:api|private|secret|access|encryption|signing|auth|service|master|admin|account)_?key(?:$|_)|(?:^|_)(?:secret|seed)_?(?:key|phrase)(?:$|_)/iu;
/** What names a thing about a secret. */
const NO_SECRET_NAME =
  /(?:_|^)(?:id|ids|name|names|path|file|dir|url|uri|endpoint|host|port|header|prefix|suffix|algorithm|alg|type|ttl|expiry|expires?|expiration|lifetime|duration|age|minutes|seconds|hours|days|length|min|max|limit|count|size|enabled|required|version|arn|issuer|audience|scope|scopes|user|username|email|slug|policy|regex|pattern|in|hint|project|region|bucket|client_id)$/iu;

function isNamed({ key }: Setting): boolean {
  const name = key.replaceAll(/([a-z])([A-Z])/gu, '$1_$2').replaceAll(/[-.]/gu, '_');
  return SECRET_NAME.test(name) && !NO_SECRET_NAME.test(name) && !isPublic({ key });
}

const ACCOUNT_NAME = /(?:^|_)(?:user|username|login|name|db|database|project|app)$/iu;

/** What somebody else gave out: it opens the same account from everywhere. */
const FROM_ELSEWHERE = /api|access|client|webhook|bot/iu;

/** The secrets of a `.env`. Where all of it is for a developer's machine, what was made there counts less. */
function envSecrets(name: string, settings: readonly Setting[]): readonly FoundSecret[] {
  const isLocal = isForLocalUse(name, settings);
  const names = new Set(
    settings.filter(({ key }) => ACCOUNT_NAME.test(key)).map(({ value }) => value),
  );
  return settings.flatMap((setting): FoundSecret[] => {
    const { key, line, value } = setting;
    const secret = envSecret(setting);
    // `POSTGRES_PASSWORD=shop` beside `POSTGRES_USER=shop`: made up for a container.
    if (secret === null || names.has(value)) return [];
    const isMadeHere = isLocal && !FROM_ELSEWHERE.test(key) && loginOf(value) === null;
    const grade = isMadeHere ? lowered(secret.grade) : secret.grade;
    return grade === null ? [] : [{ key, line, masked: secret.masked, grade }];
  });
}

function lowered(grade: SecretGrade): SecretGrade | null {
  if (grade === 'certain') return grade;
  return grade === 'likely' ? 'possible' : null;
}

function envSecret(setting: Setting): SecretValue | null {
  const { value } = setting;
  const login = loginOf(value);
  if (login !== null) return loginSecret(value, login);
  if (isPublic(setting) || isStandIn(setting)) return null;
  const key = privateKeyIn(value);
  if (key !== null) return key;
  return isNamed(setting) ? namedSecret(value) : providerSecret(value);
}

/** The comment behind it says that another value belongs there. */
function isStandIn({ note }: Setting): boolean {
  return /replace|change|your|example|placeholder|dummy|fake|demo|sample/iu.test(note);
}

/** What a browser gets anyway. */
function isPublic({ key }: Pick<Setting, 'key'>): boolean {
  return /public|publishable|^(?:VITE|GATSBY|REACT_APP)_/iu.test(key);
}

interface Login {
  readonly scheme: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
}

/** User and password of an address. */
function loginOf(value: string): Login | null {
  if (value.length > 2_000) return null;
  const [, scheme, user, password, host] =
    /^([a-z][a-z0-9+.-]*):\/\/([^:/@\s]*):([^@\s]+)@([^/:?#\s]+)/iu.exec(value) ?? [];
  if (scheme === undefined || user === undefined || password === undefined || host === undefined)
    return null;
  return { scheme, user, password, host };
}

function loginSecret(address: string, { scheme, user, password, host }: Login): SecretValue | null {
  const rest = address.slice(address.lastIndexOf('@') + 1);
  if (isLocalHost(host) || password === user || rest.includes(password)) return null;
  const secret = namedSecret(password);
  if (secret === null) return null;
  const grade = secret.grade === 'possible' ? 'likely' : 'certain';
  return { grade, masked: `${scheme}://****:****@****` };
}

/** This machine, a container beside it, or a name that no one owns. */
function isLocalHost(host: string): boolean {
  return (
    !host.includes('.') ||
    /^(?:127\.|0\.0\.0\.0|10\.|192\.168\.)|(?:^|\.)(?:docker\.internal|local|localhost|test|invalid|example|example\.(?:com|org|net))$/iu.test(
      host,
    )
  );
}

const STAGE_NAME = /(?:^|_)(?:env|environment|stage)$/iu;

/** The file's name or its own words say so, or every host that it names is this machine. */
function isForLocalUse(name: string, settings: readonly Setting[]): boolean {
  const stages = settings.filter(({ key }) => STAGE_NAME.test(key));
  if (stages.some(({ value }) => /^(?:prod|live|stag)/iu.test(value))) return false;
  if (FOR_LOCAL_USE.test(name)) return true;
  if (stages.some(({ value }) => /^(?:local|dev|test|ci)/iu.test(value))) return true;
  const isDebug = settings.some(
    ({ key, value }) => /(?:^|_)debug$/iu.test(key) && /^(?:1|true|yes|on)$/iu.test(value),
  );
  const hosts = settings.flatMap(hostsOf);
  return isDebug || (hosts.length > 0 && hosts.every(isLocalHost));
}

function hostsOf({ key, value }: Setting): readonly string[] {
  if (value === '') return [];
  const [, host] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@\s]*@)?([^/:?#\s,]+)/iu.exec(value) ?? [];
  if (host !== undefined) return [host];
  return /(?:^|_)(?:host|hostname|server|domain)$/iu.test(key) ? [value] : [];
}
