import { fixedTokenSource, sharedTokenSource } from '../../../src/graph/identity/tokenSource.ts';
import { problemOf } from '../../support/problemOf.ts';

describe('a shared token', () => {
  const started = (lifetimeMs: number) => {
    const clock = { now: 1_000_000 };
    const renewals: boolean[] = [];
    const tokens = sharedTokenSource(
      async (isRenewal) => {
        renewals.push(isRenewal);
        return { token: `t${renewals.length}`, expiresAt: clock.now + lifetimeMs };
      },
      () => clock.now,
    );
    return { clock, renewals, tokens };
  };

  it('is renewed shortly before it expires, and not earlier', async () => {
    const { clock, tokens } = started(3_600_000);
    expect(await tokens.token()).toBe('t1');
    clock.now += 3_479_000;
    expect(await tokens.token()).toBe('t1');
    clock.now += 2_000;
    expect(await tokens.token()).toBe('t2');
  });

  it('that lives for a minute is used for half of it', async () => {
    const { clock, tokens } = started(60_000);
    expect(await tokens.token()).toBe('t1');
    clock.now += 29_000;
    expect(await tokens.token()).toBe('t1');
    clock.now += 2_000;
    expect(await tokens.token()).toBe('t2');
  });

  it('that was refused is renewed once, even if several requests were refused', async () => {
    const { renewals, tokens } = started(3_600_000);
    const refused = await tokens.token();
    expect(await Promise.all([tokens.renew(refused), tokens.renew(refused)])).toEqual(['t2', 't2']);
    expect(await tokens.renew(refused)).toBe('t2');
    expect(renewals).toEqual([false, true]);
  });

  it('is not replaced by the same token', async () => {
    const same = sharedTokenSource(async () => ({ token: 'same', expiresAt: 1e15 }), Date.now);
    expect(await same.renew(await same.token())).toBeUndefined();
  });

  it('is requested again after a failure', async () => {
    let count = 0;
    const tokens = sharedTokenSource(async () => {
      count += 1;
      if (count === 1) throw new Error('no network');
      return { token: 'late', expiresAt: 1e15 };
    }, Date.now);
    await expect(tokens.token()).rejects.toThrow('no network');
    expect(await tokens.token()).toBe('late');
  });

  it.each(['', 'two words', 'line\nbreak', 'tökén'])('%j is refused without being shown', async (token) => {
    const fixed = await problemOf((async () => fixedTokenSource(token))());
    const issued = await problemOf(sharedTokenSource(async () => ({ token, expiresAt: 1e15 }), Date.now).token());
    for (const problem of [fixed, issued]) {
      expect(problem.code).toBe('credential-unavailable');
      if (token !== '') expect(problem.message).not.toContain(token);
    }
  });
});

describe('a token in XTAP_ACCESS_TOKEN', () => {
  it.each([
    ['"eyJ.secret.x"', 'it is in quotes'],
    ["'eyJ.secret.x'", 'it is in quotes'],
    ['{ "accessToken": "eyJ.secret.x", "tokenType": "Bearer" }', '"--query accessToken --output tsv"'],
    ['Bearer eyJ.secret.x', 'it begins with "Bearer"'],
  ])('is refused as %s, without a word of it in the message', async (written, why) => {
    const { code, message } = await problemOf(Promise.resolve().then(() => fixedTokenSource(written)));
    expect(code).toBe('credential-unavailable');
    expect(message).toContain(why);
    expect(message).not.toContain('secret');
  });
});
