/** Quirks that strike around an operation, whichever it is. */
import { setTimeout as wait } from 'node:timers/promises';

import { ApiError } from './api-error.ts';
import type { Actor } from './apps.ts';
import type { QuirkOptions } from './quirks.ts';
import type { World } from './world.ts';

export async function faultsBefore(
  world: World,
  operation: string,
  caller: { method: string; actor: Actor },
): Promise<void> {
  const { quirks } = world;
  const slow = quirks.strike('slow', operation);
  if (slow !== undefined) await wait(slow.delayMs ?? 100);
  if (caller.method === 'GET') await quirks.strike('headMovesDuringReview', operation)?.run?.();
  if (caller.actor.kind === 'installation' && quirks.strike('staleToken', operation) !== undefined)
    throw injected(401, 'Bad credentials');
  if (operation === 'graphql' && quirks.strike('graphqlDown') !== undefined)
    throw injected(502, 'Server Error');
  if (quirks.strike('serverError', operation) !== undefined) throw injected(502, 'Server Error');
  const primary = quirks.strike('primaryLimit', operation);
  if (primary !== undefined) throw primaryLimit(world, primary);
  const secondary =
    caller.method === 'GET' && operation !== 'graphql'
      ? secondaryOnRead(world, operation)
      : quirks.strike('secondaryLimit', operation);
  if (secondary !== undefined) throw secondaryLimit(secondary.retryAfter ?? 60, true);
}

/** Without an operation the quirk means writes. */
function secondaryOnRead(world: World, operation: string): QuirkOptions | undefined {
  return world.quirks.names('secondaryLimit', operation)
    ? world.quirks.strike('secondaryLimit', operation)
    : undefined;
}

export function secondaryLimit(retryAfter: number, byQuirk: boolean): ApiError {
  const message =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return new ApiError(403, message, {
    headers: { 'retry-after': String(retryAfter) },
    injected: byQuirk,
  });
}

function primaryLimit(world: World, options: QuirkOptions): ApiError {
  const reset = Math.ceil(world.settings.now().getTime() / 1000) + (options.retryAfter ?? 60);
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  return new ApiError(403, 'API rate limit exceeded for installation.', {
    headers,
    injected: true,
  });
}

function injected(status: number, message: string): ApiError {
  return new ApiError(status, message, { injected: true });
}
