/** The service's limit on writes as a token bucket. Benchmarks configure its rate, and time is an argument. */

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
