/** What a run does without a flag or an option that says otherwise. Times are in seconds. */
export const runDefaults = {
  /** Of a single request. */
  requestTimeout: 30,
  /** Of all retries of a run together. */
  retryTimeout: 120,
  /** Requests at a time. */
  concurrency: 4,
  maxWritesPerSecond: 15,
  /** Writes before that rate applies. */
  burst: 500,
  verifyTimeout: 60,
  attributionTimeout: 30,
} as const;
