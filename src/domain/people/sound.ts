/** Sounds that the dialects of the south do not part, folded onto one of the pair. */
const INITIALS: readonly (readonly [RegExp, string])[] = [
  [/^([zcs])h/, '$1'],
  [/^hui$/, 'fei'],
  [/^hun$/, 'fen'],
  [/^hu(?=[ao])/, 'f'],
  [/^hu$/, 'fu'],
  [/^[nr]/, 'l'],
]

/**
 * A reading with near sounds made one: n/l, r/l, zh/z, ch/c, sh/s, h/f before u, an/ang, en/eng, in/ing.
 * Source: anchors 4.2. For comparing only; 黄 huang, 方 fang and 范 fan come to the same.
 */
export function nearSound(full: string): string {
  return full
    .split(' ')
    .map((syllable) => {
      const begun = INITIALS.reduce((sound, [near, one]) => sound.replace(near, one), syllable)
      return begun.replace(/([aei])ng$/, '$1n')
    })
    .join(' ')
}
