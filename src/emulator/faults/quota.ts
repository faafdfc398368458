/**
 * The service's limits: on writes as a token bucket, whose rate benchmarks configure, and on reports as a number of
 * requests in any window of time. Time is an argument.
 */

export interface Quota {
  readonly writesPerSecond: number;
  readonly burst: number;
}

export interface Bucket {
  readonly tokens: number;
  /** Milliseconds of any clock that does not jump. */
  readonly at: number;
}

export function fullBucket(quota: Quota, at: number): Bucket {
  return { tokens: quota.burst, at };
}

/** Takes one token. `waitSeconds` is 0 if there was a token, else the time until the next one. */
export function takeToken(
  quota: Quota,
  bucket: Bucket,
  now: number,
): { readonly bucket: Bucket; readonly waitSeconds: number } {
  const refilled = bucket.tokens + ((now - bucket.at) / 1000) * quota.writesPerSecond;
  const tokens = Math.min(quota.burst, refilled);
  return tokens >= 1
    ? { bucket: { tokens: tokens - 1, at: now }, waitSeconds: 0 }
    : { bucket: { tokens, at: now }, waitSeconds: (1 - tokens) / quota.writesPerSecond };
}

export interface WindowLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/** Takes one of the slots of the window that ends now. `times` are those of the requests that were taken. */
export function takeSlot(
  { requests, windowMs }: WindowLimit,
  times: readonly number[],
  now: number,
): { readonly times: readonly number[]; readonly waitSeconds: number } {
  const recent = times.filter((time) => time > now - windowMs);
  const [oldest = now] = recent;
  return recent.length < requests
    ? { times: [...recent, now], waitSeconds: 0 }
    : { times: recent, waitSeconds: (oldest + windowMs - now) / 1000 };
}
