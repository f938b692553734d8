import { learn } from './say.ts'

/**
 * Words of statements, of what they rest on, and of labels of packs: many, and spoken at the reading desk alone. Places
 * that show them import this file.
 */
type Word = (values: Record<string, string | number>, options?: { locale?: 'en' | 'zh-CN' }) => string

const said = import.meta.glob<Record<string, Word | undefined>>(
  './words/messages/{statement,certainty,modifier,contradiction,label,pack}_*.js',
  { eager: true },
)
const words: Record<string, Word | undefined> = Object.assign({}, ...Object.values(said))

learn(words)

/** A statement's name in both languages; empty where it has none. */
export function namesOfStatement(rule: string): { readonly en: string; readonly zh: string } {
  const name = words[`statement_${rule.replaceAll('-', '_')}`]
  return { en: name?.({}, { locale: 'en' }) ?? '', zh: name?.({}, { locale: 'zh-CN' }) ?? '' }
}
