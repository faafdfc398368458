import { tenantIds } from './liveShapes.ts';
import { home, versionAndTenant } from './tenants.ts';

const [a, b, c, d, e, f] = tenantIds;

/** Configurations as people write them: comments, profiles, anchors, merge keys, JSON, one line and many. */
export const handWritten: Readonly<Record<string, string>> = {
  'profiles, anchors and comments': `# head
${versionAndTenant}profiles:
  supplier: # for suppliers
    b2bCollaborationInbound:
      usersAndGroups: allowed
      applications: { allowed: [Office365] }
    b2bDirectConnectInbound: blocked
default: # by hand
  inboundTrust: &trust { isMfaAccepted: true } # only this
  b2bCollaborationOutbound: allowed
  tenantRestrictions:
    usersAndGroups:
      blocked: # these
        - { user: 10000000-0000-4000-8000-00000000000a, name: Ada } # first
        - group: 20000000-0000-4000-8000-00000000000b
policy:
  allowedCloudEndpoints: []
partners:
  # about a
  - tenantId: ${a} # a
    profiles: [supplier]
    inboundTrust: *trust

  # about b
  - tenantId: ${b}
    name: B
    b2bCollaborationInbound: &open
      usersAndGroups: allowed
      applications:
        allowed: [Office365, 30000000-0000-4000-8000-00000000000c]
    automaticUserConsentSettings: inherit
    # the end of b

  - &base
    tenantId: ${c}
    b2bCollaborationInbound: *open
    identitySynchronization: absent
  - <<: *base
    tenantId: ${d}
    undeclaredSettings: inherit
  - { tenantId: ${e}, profiles: [supplier], m365CollaborationInbound: blocked, inboundTrust: { isMfaAccepted: false } }
  - tenantId: ${f}
    state: absent # the contract ended
# foot
`,
  'JSON with Windows line ends': JSON.stringify(
    {
      version: 1,
      tenant: home,
      default: { b2bCollaborationInbound: 'allowed' },
      partners: [
        { tenantId: a, inboundTrust: { isMfaAccepted: true }, b2bCollaborationInbound: 'blocked' },
        { tenantId: b, identitySynchronization: { userSyncInbound: { isSyncAllowed: true } } },
      ],
    },
    null,
    2,
  ).replaceAll('\n', '\r\n'),
  'several documents': `${versionAndTenant}undeclaredSettings: report
---
default: { b2bDirectConnectInbound: blocked, inboundTrust: { isMfaAccepted: false } }
---
partners:
- tenantId: ${a}
  b2bCollaborationInbound:
    usersAndGroups:
      accessType: allowed
      targets:
      - target: 20000000-0000-4000-8000-00000000000B
        targetType: group
      - target: 10000000-0000-4000-8000-00000000000a
        targetType: user
    applications: allowed
- tenantId: ${b}
  undeclaredSettings: ignore
  identitySynchronization:
    userSyncInbound:
      isSyncAllowed: true # on purpose
    displayName: >-
      folded
      text
---
partners: []
`,
  'nobody yet': `version: 1\ntenant: ${home}`,
  'undeclared partners ignored': `${versionAndTenant}undeclaredPartners: ignore
undeclaredSettings: inherit
partners:
  - tenantId: ${a}
`,
};
