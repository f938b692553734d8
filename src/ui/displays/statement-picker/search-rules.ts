import type { RuleHead } from '#domain/ecg/statements/rule.ts'

/** A statement with its names, as a picker looks for it. */
export interface NamedRule extends RuleHead {
  readonly en: string
  readonly zh: string
}

const FOUND_MAX = 12

/**
 * Statements whose name, in either language, or whose number holds what was typed; all words must be found, those whose
 * name begins with it come first.
 */
export function searchRules(rules: readonly NamedRule[], query: string): readonly NamedRule[] {
  const asked = plain(query)
  if (asked === '') return rules.slice(0, FOUND_MAX)
  const parts = asked.split(' ')
  const ranked = rules.flatMap((rule) => {
    const names = [plain(rule.en), plain(rule.zh), plain(rule.rule.replaceAll('-', ' '))]
    const initials = names[0]!
      .split(' ')
      .map(([letter]) => letter ?? '')
      .join('')
    if (rule.code !== null && String(rule.code) === asked) return [{ rule, rank: 0 }]
    if (names.some((name) => name.startsWith(asked))) return [{ rule, rank: 1 }]
    if (initials === asked) return [{ rule, rank: 2 }]
    return names.some((name) => parts.every((part) => name.includes(part))) ? [{ rule, rank: 3 }] : []
  })
  return ranked
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, FOUND_MAX)
    .map(({ rule }) => rule)
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s,-]+/g, ' ')
    .trim()
}
