/** True for "no such file or directory". The error may come from another realm, so its class says nothing. */
export function isMissing(error: unknown): boolean {
  return error !== null && typeof error === 'object' && 'code' in error && error.code === 'ENOENT';
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  const hasMessage = error !== null && typeof error === 'object' && 'message' in error;
  return hasMessage ? String(error.message) : String(error);
}
