import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  /** The authority to trust (NODE_EXTRA_CA_CERTS). */
  readonly authorityFile: string;
  readonly serverKey: string;
  readonly serverCertificate: string;
  /** Certificates of the same server that have expired, or are not valid yet. */
  readonly expiredCertificate: string;
  readonly futureCertificate: string;
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
  issueDated(openssl, folder, { name: 'expired', from: '20200101000000Z', to: '20200201000000Z' });
  issueDated(openssl, folder, { name: 'future', from: '20900101000000Z', to: '20900201000000Z' });
  const read = (name: string): string => readFileSync(file(name), 'utf8');
  writeFileSync(file('application.pem'), read('application.key') + read('application.crt'));
  return {
    authorityFile: file('authority.crt'),
    serverKey: read('server.key'),
    serverCertificate: read('server.crt'),
    expiredCertificate: read('expired.crt'),
    futureCertificate: read('future.crt'),
    applicationFile: file('application.pem'),
    applicationCertificate: read('application.crt'),
  };
}

/** Only `openssl ca` takes dates; it wants a small database beside it. */
function issueDated(
  openssl: (...args: readonly string[]) => unknown,
  folder: string,
  { name, from, to }: { readonly name: string; readonly from: string; readonly to: string },
): void {
  const file = (of: string): string => join(folder, of);
  const database = file(`${name}.index`);
  writeFileSync(database, '');
  writeFileSync(
    file('ca.cnf'),
    `[ca]
default_ca = own
[own]
database = ${database}
new_certs_dir = ${folder}
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
`,
  );
  const issuer = ['-cert', file('authority.crt'), '-keyfile', file('authority.key')];
  const dates = ['-startdate', from, '-enddate', to];
  const files = ['-in', file('server.csr'), '-out', file(`${name}.crt`), '-extfile', file('names')];
  openssl('ca', '-batch', '-notext', '-config', file('ca.cnf'), ...issuer, ...dates, ...files);
}
