import type { Impact } from '../../src/model/plan.ts';
import { approvalReasons } from '../../src/plan/approval.ts';
import { trust } from '../support/builders.ts';
import { creation, deletion, ofDefault, ofPolicy, update } from '../support/executionFixtures.ts';

const changes = [
  ofPolicy({ allowedCloudEndpoints: [] }, { allowedCloudEndpoints: ['microsoftonline.us'] }),
  creation(1, { inboundTrust: trust(true) }),
  update(2, { inboundTrust: trust(true) }, { inboundTrust: trust(false) }),
  deletion(3, {}),
];

test.each<[Impact, readonly string[]]>([
  ['broadens', ['broadens']],
  ['mixed', ['broadens']],
  ['narrows', []],
  ['neutral', []],
])('a plan with a change that is %s needs approval only if the change broadens', (impact, reasons) => {
  expect(approvalReasons([...changes, { ...deletion(4, {}), impact }])).toEqual(reasons);
});

test('every change of the default needs approval', () => {
  const narrowing = { ...ofDefault({}, { inboundTrust: trust(false) }), impact: 'narrows' } as const;
  expect(approvalReasons([...changes, narrowing])).toEqual(['default']);
  expect(approvalReasons([narrowing, { ...deletion(4, {}), impact: 'mixed' }])).toEqual(['broadens', 'default']);
});
