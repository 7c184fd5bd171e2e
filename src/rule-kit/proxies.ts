import type { CallSite } from '../python/model/index.ts';

/** `session.request(request.method, url, timeout=…)`: a proxy waits as long as whoever asked it waits. */
export function passesRequestOn({ function: fn }: CallSite): boolean {
  return (fn?.calls ?? []).some(({ text, expr: { args } }) => {
    const method = args.find(({ name }) => name === 'method') ?? args[0];
    const { value } = method ?? {};
    return text.endsWith('.request') && value?.kind === 'attribute' && value.name === 'method';
  });
}
