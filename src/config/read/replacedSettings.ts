/*
 * Settings of profiles that a later profile, or the partner itself, replaces. A setting is replaced as a whole, so the
 * members that only the profile declares no longer apply: a restriction can disappear without notice.
 * `inherit` and `absent` are words about the whole setting, so they say what they do.
 */
import { groupBy } from '../../model/groupBy.ts';
import { memberAt, membersOf } from '../../model/members.ts';
import type { Position } from '../../model/position.ts';
import { excerpt } from '../../platform/text.ts';
import type { NewFinding } from './findings.ts';
import type { SourceConfiguration, SourcePartner, SourceSetting } from './sourceConfiguration.ts';

/** A setting of the partner, in the order in which later ones replace earlier ones. */
interface Layer {
  readonly setting: SourceSetting;
  /** The profile; undefined for the partner's own. */
  readonly profile: string | undefined;
  readonly position: Position;
}

export function* replacedSettings(written: SourceConfiguration): Generator<NewFinding, void> {
  for (const partner of written.partners) {
    if (partner.profiles.length === 0 || partner.state?.value === 'absent') continue;
    for (const layers of layersOf(partner, written)) yield* replacedIn(layers);
  }
}

/** The layers of each setting. */
function layersOf(partner: SourcePartner, { profiles }: SourceConfiguration): readonly (readonly Layer[])[] {
  const ofProfiles = partner.profiles.flatMap(({ value: profile, position }): readonly Layer[] => {
    const settings = [...(profiles.get(profile)?.settings.values() ?? [])];
    return settings.map((setting) => ({ setting, profile, position }));
  });
  const own = [...partner.settings.values()].map((setting): Layer => {
    return { setting, profile: undefined, position: setting.position };
  });
  return groupBy([...ofProfiles, ...own], ({ setting }) => setting.row.name);
}

function* replacedIn(layers: readonly Layer[]): Generator<NewFinding, void> {
  const last = layers.at(-1);
  if (!last || layers.length < 2 || last.setting.content.state !== 'value') return;
  const kept = new Set(declaredMembers(last.setting));
  for (const { setting, profile = '' } of layers.slice(0, -1)) {
    const lost = declaredMembers(setting).filter((member) => !kept.has(member));
    if (lost.length === 0 || profile === last.profile) continue;
    const by = last.profile === undefined ? 'here' : `of the profile \`${excerpt(last.profile)}\``;
    const what = `\`${setting.row.name}\` ${by} replaces the whole value of the profile \`${excerpt(profile)}\``;
    const names = lost.map((member) => `\`${member}\``).join(' and ');
    yield {
      code: 'profile-setting-replaced',
      message: `${what}, so its ${names} no longer ${lost.length === 1 ? 'applies' : 'apply'}`,
      hint: `to keep it, declare ${names} here too`,
      position: last.position,
    };
  }
}

/** The members that a value declares, by name. */
function declaredMembers({ row, content }: SourceSetting): readonly string[] {
  if (content.state !== 'value') return [];
  const { value } = content;
  const members = membersOf(row).filter(({ path }) => memberAt(value, path) !== null);
  return members.map(({ path }) => path.join('.'));
}
