import type { PortraitLine } from '#domain/record/portrait-line.ts'
import { dateWords } from '#ui/displays/person-line/person-words.ts'
import { sayCode } from '#ui/say.ts'
import { findingWords } from './finding-words.ts'
import { keyOf } from './word-keys.ts'

/** A line of the portrait in the reader's language; vital signs are said by their finding. */
export function portraitWords({ code, details, finding }: PortraitLine): string {
  const said: Record<string, string | number> = { ...details }
  for (const field of ['when', 'since', 'due'])
    if (typeof said[field] === 'string') said[field] = dateWords((said[field] as string) || null)
  const { field, name } = details
  if (code.startsWith('trend-')) said['name'] = name || sayCode('portrait_trend_field', keyOf(String(field)))
  if (finding) said['finding'] = findingWords(finding)
  return sayCode('portrait', code, said)
}
