import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  /** The authority to trust (NODE_EXTRA_CA_CERTS). */
  readonly authorityFile: string;
  readonly serverKey: string;
  readonly serverCertificate: string;
  /** Key and certificate of an application, in one file, and the certificate alone. */
  readonly applicationFile: string;
  readonly applicationCertificate: string;
}

/** A private authority, a server certificate of it, and an application's own certificate, made by openssl. */
export function makeCertificates(folder: string): Certificates {
  const file = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): unknown => execFileSync('openssl', args, { stdio: 'pipe' });
  const selfSigned = (name: string): unknown =>
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      file(`${name}.key`),
      '-out',
      file(`${name}.crt`),
    );
  selfSigned('authority');
  selfSigned('application');
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=server',
    '-keyout',
    file('server.key'),
    '-out',
    file('server.csr'),
  );
  writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1,DNS:graph.test,DNS:login.test\n');
  openssl(
    'x509',
    '-req',
    '-in',
    file('server.csr'),
    '-CA',
    file('authority.crt'),
    '-CAkey',
    file('authority.key'),
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    file('names'),
    '-out',
    file('server.crt'),
  );
  const read = (name: string): string => readFileSync(file(name), 'utf8');
  writeFileSync(file('application.pem'), read('application.key') + read('application.crt'));
  return {
    authorityFile: file('authority.crt'),
    serverKey: read('server.key'),
    serverCertificate: read('server.crt'),
    applicationFile: file('application.pem'),
    applicationCertificate: read('application.crt'),
  };
}
