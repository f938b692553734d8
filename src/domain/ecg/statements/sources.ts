import data from './data/rule-sources.json' with { type: 'json' }
import type { Statement } from './statement.ts'

const SOURCES: Readonly<Record<string, { readonly source: string; readonly verified: boolean } | undefined>> =
  data.rules

/** Where a rule comes from, as the knowledge says it. @throws when the knowledge has no such entry */
export function sourceOf(knowledge: string): Statement['source'] {
  const found = SOURCES[knowledge]
  if (found === undefined) throw new Error(`no knowledge ${knowledge}`)
  return { knowledge, text: found.source, verified: found.verified }
}
