/** The line of the configuration that decides an answer of explain. */

import type { Declaration, DesiredState } from '../../src/model/desiredState.ts';
import type { Json } from '../../src/model/json.ts';
import { ask, settingOf, tenantWith } from '../support/askExplain.ts';
import { closed, desiredState, open, partner, u1 } from '../support/builders.ts';
import { fabrikam } from '../support/tenants.ts';

const at = (line: number) => ({ file: 'configs/partners.yaml', line, column: 5 });
const value = (json: Json, line: number): Declaration => ({ state: 'value', value: json, position: at(line) });

function configured(settings: Record<string, Declaration>, byDefault: Record<string, Declaration> = {}): DesiredState {
  const partners = [partner(fabrikam, settings, { position: at(1) })];
  return desiredState(partners, { default: new Map(Object.entries(byDefault)) });
}

describe('the line that decides a setting', () => {
  test('is the line of the partner for an own value', () => {
    const desired = configured({ b2bCollaborationInbound: value(open, 24) });
    const explained = ask({ partner: { b2bCollaborationInbound: open } }, { desired, users: [u1] });
    expect(explained.answer).toMatchObject({ source: 'partner', file: 'configs/partners.yaml', line: 24 });
    expect(settingOf(explained, 'b2bCollaborationInbound')).toMatchObject({ file: 'configs/partners.yaml', line: 24 });
  });

  test('is the line of a profile, with its name', () => {
    const desired = configured({ b2bCollaborationInbound: { ...value(open, 24), profile: 'supplier' } });
    const explained = ask({ partner: { b2bCollaborationInbound: open } }, { desired, users: [u1] });
    expect(explained.answer).toMatchObject({ line: 24, profile: 'supplier' });
    expect(settingOf(explained, 'b2bCollaborationInbound')).toMatchObject({ line: 24, profile: 'supplier' });
  });

  test('is the line of a partly declared value that the state satisfies', () => {
    const desired = configured({ inboundTrust: value({ isMfaAccepted: true }, 7) });
    const trust = { isMfaAccepted: true, isCompliantDeviceAccepted: true };
    expect(settingOf(ask({ partner: { inboundTrust: trust } }, { desired }), 'inboundTrust')?.line).toBe(7);
  });

  test('is missing if the state does not agree with the line', () => {
    const desired = configured({
      b2bCollaborationInbound: value(closed, 24),
      inboundTrust: { state: 'inherit', position: at(30) },
    });
    const explained = ask(
      { partner: { b2bCollaborationInbound: open, inboundTrust: { isMfaAccepted: true } } },
      { desired },
    );
    expect(settingOf(explained, 'b2bCollaborationInbound')).not.toHaveProperty('line');
    expect(settingOf(explained, 'inboundTrust')).not.toHaveProperty('line');
  });

  test('is the line of the default for an inherited setting, or else the line with inherit', () => {
    const inherit: Declaration = { state: 'inherit', position: at(30) };
    const facts = { default: { b2bCollaborationInbound: open } };
    const managed = configured({ b2bCollaborationInbound: inherit }, { b2bCollaborationInbound: value(open, 3) });
    const lineOf = (desired: DesiredState) => ask(facts, { desired, users: [u1] }).answer?.line;
    expect(lineOf(managed)).toBe(3);
    expect(lineOf(configured({ b2bCollaborationInbound: inherit }))).toBe(30);
    expect(
      lineOf(configured({ b2bCollaborationInbound: inherit }, { b2bCollaborationInbound: value(closed, 3) })),
    ).toBe(30);
    expect(lineOf(configured({}))).toBeUndefined();
  });

  test('is the line of the default for a tenant that is not a partner, even if the configuration declares it', () => {
    const desired = configured(
      { b2bCollaborationInbound: value(open, 24) },
      { b2bCollaborationInbound: value(open, 3) },
    );
    const live = { ...tenantWith({ default: { b2bCollaborationInbound: open } }), partners: [] };
    expect(ask({}, { desired, live, users: [u1] }).answer).toMatchObject({ source: 'default', line: 3 });
  });

  test('is the line with absent for a missing synchronization policy', () => {
    const desired = configured({ identitySynchronization: { state: 'absent', position: at(40) } });
    expect(settingOf(ask({}, { desired }), 'identitySynchronization')).toMatchObject({ source: 'partner', line: 40 });
  });
});
