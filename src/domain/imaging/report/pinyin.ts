/**
 * First letters of Chinese words, as people type them: 胸腔积液 is `xqjy`. The collation of the platform sorts by pinyin;
 * the first character of every letter, in that order, is where the letter begins.
 */
const BEGINNINGS = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'
const LETTERS = 'abcdefghjklmnopqrstwxyz'

/** Where the common reading is not the one that medicine means. */
const MEANT: Readonly<Record<string, string>> = { 重: 'z', 长: 'c', 弥: 'm', 脏: 'z', 膀: 'p' }

let collator: Intl.Collator | undefined

/** @returns lower-case initials; letters and digits stay, everything else goes */
export function pinyinInitials(words: string): string {
  collator ??= new Intl.Collator('zh-Hans-CN-u-co-pinyin')
  return [...words].map((character) => initial(character, collator!)).join('')
}

function initial(character: string, { compare }: Intl.Collator): string {
  if (/[a-z0-9]/i.test(character)) return character.toLowerCase()
  if (!/\p{Script=Han}/u.test(character)) return ''
  const meant = MEANT[character]
  if (meant) return meant
  let found = ''
  for (const [i, beginning] of [...BEGINNINGS].entries()) {
    if (compare(character, beginning) < 0) break
    found = LETTERS[i]!
  }
  return found
}
