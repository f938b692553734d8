import type { InLanguages } from './language.ts'
import { pinyinInitials } from './pinyin.ts'

const FOUND_MAX = 12

/**
 * What holds the words typed, in either language, by pinyin initials or by English initials; what begins with them comes
 * first. Nothing typed offers the beginning of the list.
 * @param namesOf the words under which a thing is looked for, most telling first
 */
export function searched<T>(
  things: readonly T[],
  query: string,
  namesOf: (thing: T) => readonly InLanguages[],
): readonly T[] {
  const asked = plain(query)
  if (asked === '') return things.slice(0, FOUND_MAX)
  return things
    .flatMap((thing) => {
      const ranks = namesOf(thing).flatMap((names, i) => rank(names, asked) + i * 10)
      const best = Math.min(...ranks.filter((each) => each % 10 < NOT_FOUND))
      return Number.isFinite(best) ? [{ thing, best }] : []
    })
    .toSorted((a, b) => a.best - b.best)
    .slice(0, FOUND_MAX)
    .map(({ thing }) => thing)
}

const NOT_FOUND = 9

function rank(names: InLanguages, asked: string): number {
  const en = plain(names.en)
  const zh = plain(names['zh-CN'])
  const pinyin = pinyinInitials(names['zh-CN'])
  const initials = en
    .split(' ')
    .map((word) => word.charAt(0))
    .join('')
  if (en.startsWith(asked) || zh.startsWith(asked) || pinyin.startsWith(asked)) return 0
  if (initials.startsWith(asked)) return 1
  const parts = asked.split(' ')
  if (parts.every((part) => en.includes(part) || zh.includes(part))) return 2
  return asked.length > 1 && pinyin.includes(asked) ? 3 : NOT_FOUND
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/[\s,.，。[\]-]+/g, ' ')
    .trim()
}
