/** 127.0.0.0/8, ::1 and exactly `localhost`; takes the `hostname` of a URL, which is normalised already. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
