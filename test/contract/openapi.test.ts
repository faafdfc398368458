/*
 * Every request of the whole loop, and every answer of the emulator, compared with Microsoft's OpenAPI description in
 * both versions. The lists below say where the two differ, and why; an entry that no longer occurs fails the test.
 */
import { type Emulator, startEmulator } from '../../src/emulator/http/server.ts';
import { compareText } from '../../src/model/json.ts';
import { trust } from '../support/builders.ts';
import { type FastTime, fastTime } from '../support/fastTime.ts';
import { type DescribedApi, describedApi, type Version } from '../support/openapi/describedApi.ts';
import { everyKind, wholeLoop } from '../support/openapi/wholeLoop.ts';
import { runIn } from '../support/recordingIo.ts';
import { type Exchange, type RecordingProxy, startRecordingProxy } from '../support/recordingProxy.ts';
import { folderForEach } from '../support/temporaryFolder.ts';
import { datum, fabrikam, litware, proseware } from '../support/tenants.ts';

const folder = folderForEach();
let emulator: Emulator;
let proxy: RecordingProxy;
let time: FastTime;
afterEach(async () => {
  await proxy.close();
  await emulator.close();
});

async function start(faults: readonly string[] = []): Promise<void> {
  time = fastTime(Date.parse('2026-11-30T12:00:00Z'));
  emulator = await startEmulator({ pageSize: 4, signIns: 200, faults, clock: time.now });
  proxy = await startRecordingProxy(emulator.url);
}

async function xtap(line: string, code = 0): Promise<void> {
  const result = await runIn(folder.path, line.split(' '), proxy.url, { ...time });
  expect({ line, code: result.code, stderr: result.code === code ? '' : result.stderr }).toEqual({
    line,
    code,
    stderr: '',
  });
}

interface Gap {
  readonly complaint: RegExp;
  readonly why: string;
}

const partners = '/policies/crossTenantAccessPolicy/partners';
const otherParts = [
  '/organization',
  "/tenantRelationships/findTenantInformationByTenantId\\(tenantId='\\{\\}'\\)",
  '/auditLogs/directoryAudits',
  '/auditLogs/signIns',
].map((path) => ({ complaint: new RegExp(`^no operation GET ${path}$`), why: `${path} is another part of Graph.` }));

const gapsOfAnswers: readonly Gap[] = [
  {
    complaint: /^answer of .* has the undescribed member (?:.*\/)?@odata\.(?:context|type)$/,
    why: 'Annotations are described as objects: "@odata.…" is not a member of its own.',
  },
  {
    complaint:
      /^answer of .*partners.* member (?:value\/\*\/)?(?:crossCloudMeetingConfiguration|protectedContentSharing|inboundTrust\/isCompliantNetworkAccepted)$/,
    why: 'The service sends members that no reference names (captured traffic).',
  },
  {
    complaint: /^answer of .* has [\w/*]+, which must be object, not null$/,
    why: 'The description has no nullable beside a $ref. Null is documented: it means inherit, or not set.',
  },
  {
    complaint: /^answer of (?:PATCH|PUT) .* is 204 without the described body$/,
    why: 'The reference says 204 without a body.',
  },
];

const gapsOfLoop: readonly Gap[] = [
  ...otherParts,
  ...gapsOfAnswers,
  {
    complaint: /^no operation PATCH .*\/partners\/\{\}\/identitySynchronization$/,
    why: 'The reference page has PATCH, and no OpenAPI description has it.',
  },
  {
    complaint: /^query of GET .*\/partners: \$skiptoken$/,
    why: 'A part of @odata.nextLink, which a client follows as it is.',
  },
  {
    complaint: /^request PATCH .*\/partners\/\{\} has the undescribed member inboundTrust\/isCompliantNetworkAccepted$/,
    why: 'A request that writes the setting sends back what the service sent.',
  },
  {
    complaint: /^request PATCH .*\/partners\/\{\} has \w+, which must be object, not null$/,
    why: 'Null means inherit, and the description has no nullable beside a $ref.',
  },
];

/** Described operations that the emulator does not have. */
const notEmulated: readonly (Gap & { readonly only?: Version })[] = [
  {
    complaint: /^DELETE \/policies\/crossTenantAccessPolicy(?:\/default|\/templates(?:\/\w+)?)?$/,
    why: 'Generated from the metadata: no reference page has it.',
  },
  {
    complaint: /^(?:GET|PATCH) \/policies\/crossTenantAccessPolicy\/templates$/,
    why: 'The reference has the two templates, not what contains them.',
  },
  {
    complaint: /\/partners\/\{\}\/(?:identitySynchronization\/)?microsoft\.graph\.restore$/,
    why: 'The reference restores below /policies/deletedItems.',
    only: 'beta',
  },
  {
    complaint: /\/m365Capabilities(?:\/|$)/,
    why: 'xtap neither reads nor writes Microsoft 365 capabilities.',
    only: 'beta',
  },
];

const gapsOfErrors: readonly Gap[] = [
  {
    complaint: /^error of .* member error\/innerError\/(?:date|request-id|client-request-id)$/,
    why: 'The description has an inner error without members.',
  },
];

function expectOnly(gaps: readonly Gap[], complaints: readonly string[]): void {
  const isKnown = (text: string): boolean => gaps.some(({ complaint }) => complaint.test(text));
  const unused = gaps.filter(({ complaint }) => !complaints.some((text) => complaint.test(text)));
  expect({
    unknown: [...new Set(complaints)].filter((text) => !isKnown(text)),
    unused: unused.map(({ why }) => why),
  }).toEqual({ unknown: [], unused: [] });
}

const complaintsIn = (api: DescribedApi, exchanges: readonly Exchange[]): readonly string[] =>
  exchanges.flatMap(api.complaintsAbout);
const operationsIn = (api: DescribedApi, exchanges: readonly Exchange[]): readonly string[] =>
  [...new Set(exchanges.flatMap((exchange) => api.operationOf(exchange) ?? []))].sort(compareText);

describe.each<Version>(['v1.0', 'beta'])('with Graph %s', (version) => {
  const api = describedApi(version);

  test('the whole loop sends and gets what is described', async () => {
    await start();
    await wholeLoop(version, { folder, emulator, xtap });
    expectOnly(gapsOfLoop, complaintsIn(api, proxy.exchanges));
    expect(operationsIn(api, proxy.exchanges)).toEqual([
      `DELETE ${partners}/{}`,
      `DELETE ${partners}/{}/identitySynchronization`,
      'GET /policies/crossTenantAccessPolicy',
      'GET /policies/crossTenantAccessPolicy/default',
      `GET ${partners}`,
      'PATCH /policies/crossTenantAccessPolicy',
      'PATCH /policies/crossTenantAccessPolicy/default',
      `PATCH ${partners}/{}`,
      `POST ${partners}`,
      `PUT ${partners}/{}/identitySynchronization`,
    ]);
  });

  test('errors are as described, and so is the read after a lost answer', async () => {
    await start([
      'POST partners 1st drop-after',
      'PUT partners/*/identitySynchronization 1st drop-after',
      'PATCH partners/* 1st 429 retry-after=1',
      'GET default 1st 503',
      'PATCH default every 403',
    ]);
    folder.write('1.yaml', everyKind(version));
    await xtap('apply 1.yaml --yes --allow-broadening', 5);
    const errors = proxy.exchanges.filter(({ status }) => status >= 400);
    expect(new Set(errors.map(({ status }) => status))).toEqual(new Set([403, 429, 503]));
    expectOnly(
      gapsOfErrors,
      complaintsIn(api, errors).filter((text) => text.startsWith('error')),
    );
    expect(operationsIn(api, proxy.exchanges)).toContain(`GET ${partners}/{}`);
  });

  test('the emulator answers every described operation, but for a list', async () => {
    await start();
    for (const operation of api.operations) await send(version, operation);
    const isMissing = ({ status, answer }: Exchange): boolean =>
      status === 405 || (status === 400 && answer.includes('Resource not found for the segment'));
    const missing = operationsIn(api, proxy.exchanges.filter(isMissing));
    expectOnly(
      notEmulated.filter(({ only = version }) => only === version),
      missing,
    );
    const successes = proxy.exchanges.filter(({ status }) => status < 300);
    expect(operationsIn(api, successes)).toEqual(
      api.operations.filter((name) => !missing.includes(name)).sort(compareText),
    );
    expectOnly(
      gapsOfAnswers,
      complaintsIn(api, successes).filter((text) => text.startsWith('answer')),
    );
  });

  test.each([
    ['POST', '', { tenantId: fabrikam }, 400],
    ['PUT', `/${datum}/identitySynchronization`, { displayName: 'Again' }, 409],
    ['GET', `/${litware}`, undefined, 404],
    ['PATCH', `/${fabrikam}`, { b2BCollaborationInbound: null }, 400],
  ])('the answer to a wrong %s is as described: %s', async (method, path, body, status) => {
    await start();
    await request(method, `/${version}${partners}${path}`, body);
    expect(proxy.exchanges.map((exchange) => exchange.status)).toEqual([status]);
    const errors = complaintsIn(api, proxy.exchanges).filter((text) => text.startsWith('error'));
    expectOnly(gapsOfErrors, errors);
  });

  test('a request that is not described is noticed', () => {
    const exchange = { method: 'PATCH', contentType: '', answer: '', status: 204 };
    const url = `/${version}${partners}/${fabrikam}`;
    const body = JSON.stringify({ b2BCollaborationInbound: {}, inboundTrust: { isMfaAccepted: 1 } });
    expect(api.complaintsAbout({ ...exchange, url: `${url}?$top=1`, body })).toEqual([
      `query of PATCH ${partners}/{}: $top`,
      `request PATCH ${partners}/{} has the undescribed member b2BCollaborationInbound`,
      `request PATCH ${partners}/{} has inboundTrust/isMfaAccepted, which must be boolean`,
      `answer of PATCH ${partners}/{} is 204 without the described body`,
    ]);
    expect(api.complaintsAbout({ ...exchange, url: `${url}/unknown`, body: '' })).toEqual([
      `no operation PATCH ${partners}/{}/unknown`,
    ]);
  });
});

const bodies: Readonly<Record<string, unknown>> = {
  'PATCH /policies/crossTenantAccessPolicy': { displayName: 'Mine' },
  'PATCH /policies/crossTenantAccessPolicy/default': { inboundTrust: trust(true) },
  [`POST ${partners}`]: { tenantId: litware },
  [`PATCH ${partners}/{}`]: { inboundTrust: null },
  [`PUT ${partners}/{}/identitySynchronization`]: { displayName: 'New' },
};

/** Sends a described operation. A partner is deleted last, and the one with a synchronization keeps it. */
async function send(version: Version, operation: string): Promise<void> {
  const [method = '', template = ''] = operation.split(' ');
  const isSynchronization = template.includes('/partners/{}/identitySynchronization');
  const id = isSynchronization && method !== 'PUT' ? datum : method === 'DELETE' ? proseware : fabrikam;
  const path = template.replace('{}', id);
  const body = bodies[operation] ?? (method === 'PATCH' ? { templateApplicationLevel: 'none' } : undefined);
  await request(method, `/${version}${path}`, body);
}

async function request(method: string, path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${proxy.url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
  });
}
