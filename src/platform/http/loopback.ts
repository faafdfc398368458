/** 127.0.0.0/8, ::1 and exactly `localhost`; takes the `hostname` of a URL, which is already normalised. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The same for an IP address, as the errors of sockets name it. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
