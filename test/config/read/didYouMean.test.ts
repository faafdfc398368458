import { didYouMean } from '../../../src/config/read/didYouMean.ts';

const flags = ['isMfaAccepted', 'isCompliantDeviceAccepted', 'isHybridAzureADJoinedDeviceAccepted'];
const settings = ['b2bCollaborationInbound', 'b2bCollaborationOutbound', 'b2bDirectConnectInbound', 'inboundTrust'];

test.each([
  ['isMfaAcepted', flags, 'did you mean `isMfaAccepted`?'],
  ['isCompliantDevicesAccepted', flags, 'did you mean `isCompliantDeviceAccepted`?'],
  ['b2bColaborationInbound', settings, 'did you mean `b2bCollaborationInbound`?'],
  ['inbuondTrust', settings, 'did you mean `inboundTrust`?'],
  ['alowed', ['allowed', 'blocked'], 'did you mean `allowed`?'],
  ['suplier', ['supplier', 'customer'], 'did you mean `supplier`?'],
  ['blokced', ['allowed', 'blocked'], 'did you mean `blocked`?'],
  ['b2bColaborationInbond', settings, 'did you mean `b2bCollaborationInbound`?'],
])('a typing error in %s gets the word that was meant', (written, words, hint) => {
  expect(didYouMean(written, words)).toBe(hint);
});

test.each([
  ['isCompliantNetworkAccepted', flags],
  ['isNotMfaAccepted', flags],
  ['outboundTrust', settings],
  ['unblocked', ['allowed', 'blocked']],
  ['groupSyncInbound', ['userSyncInbound']],
  ['denyServiceProviderOutboundAccess', ['blockServiceProviderOutboundAccess']],
  ['supplier-inbound', ['supplier-outbound']],
  ['outbondTrust', settings],
  ['inboundTrsut', ['outboundTrust']],
  ['isDeviveAccepted', ['isMfaAccepted']],
  ['isHybridDeviceAccepted', flags],
  ['appServiceConnectOutbound', settings.concat('b2bDirectConnectOutbound')],
  ['m365CollaborationInbound', ['b2bCollaborationInbound']],
])('%s has another meaning than the words beside it, so there is no suggestion', (written, words) => {
  expect(didYouMean(written, words)).toBeUndefined();
});

test('two words that are equally near are both named, and more are not', () => {
  expect(didYouMean('b2bCollaboration', settings)).toBe(
    'did you mean `b2bCollaborationInbound` or `b2bCollaborationOutbound`?',
  );
  expect(didYouMean('suppler', ['supplerA', 'supplerB'])).toBe('did you mean `supplerA` or `supplerB`?');
  expect(didYouMean('suppler', ['supplerA', 'supplerB', 'supplerC'])).toBeUndefined();
});
