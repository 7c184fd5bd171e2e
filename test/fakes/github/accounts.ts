/** Users, organisations and bots, made at the first mention of their login. */
import type { Ids } from './ids.ts';

export type AccountType = 'User' | 'Organization' | 'Bot';

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: AccountType;
}

export class Accounts {
  readonly #byLogin = new Map<string, Account>();
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  get(login: string, type: AccountType = 'User'): Account {
    const key = login.toLowerCase();
    const known = this.#byLogin.get(key);
    if (known !== undefined) return known;
    const account = { id: this.#ids.next('user'), login, type };
    this.#byLogin.set(key, account);
    return account;
  }

  find(login: string): Account | undefined {
    return this.#byLogin.get(login.toLowerCase());
  }
}
