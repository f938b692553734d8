import type { EcgAnalysis, EcgFigures } from '#domain/ecg/analysis.ts'
import type { StatementReport } from '#domain/ecg/statements/statement.ts'
import type { LimitFlag } from '#domain/ecg/limits/limits.ts'
import type { CartReading } from '#domain/ecg/cart.ts'
import { isMeasured } from '#domain/measured.ts'
import { sayCode, sayReason } from '#ui/say.ts'
import { m } from '#words/messages.js'
import { electrodeWords, pacingWords } from './finding-words.ts'
import { limitTag } from './limit-words.ts'
import { figureOf, NUMBER_IDS } from './number-rows.ts'
import { measuredWords, nameOf } from './number-words.ts'
import { conclusionWords } from '#ui/own-words.ts'
import { sayStatement } from '#ui/say-statement.ts'

/**
 * The whole desk in sentences, for whoever hears it instead of seeing it: what speaks against the recording, every
 * number with its limit or with the reason why there is none, what the cart said, and our statements once they are
 * uncovered.
 */
export function deskInWords(
  figures: EcgFigures,
  { electrodes, pacing }: EcgAnalysis,
  limits: readonly LimitFlag[],
  cart: CartReading | null,
  ours: StatementReport | 'covered' | null,
): readonly string[] {
  const numbers = NUMBER_IDS.map((id) => {
    const value = figureOf(figures, id)
    if (!isMeasured(value))
      return `${nameOf(id)}: ${m.not_measurable({ reason: sayReason(value.notMeasurable) })}`
    const flag = limits.find((one) => one.id === id)
    const said = `${nameOf(id)}: ${measuredWords(value.value, value.unit)}`
    return flag ? `${said}, ${limitTag(flag)}` : said
  })
  const theirs = cart?.statements.map(({ text }) => text) ?? []
  return [
    ...electrodes.map(electrodeWords),
    pacingWords(pacing),
    ...numbers,
    theirs.length > 0 ? m.ecg_cart_says({ statements: theirs.join('; ') }) : '',
    oursInWords(ours),
  ].filter(Boolean)
}

function oursInWords(ours: StatementReport | 'covered' | null): string {
  if (ours === null) return ''
  if (ours === 'covered') return m.ecg_account_covered()
  const said = ours.statements.map(
    (statement) => `${sayStatement(statement)} (${sayCode('certainty', statement.certainty)})`,
  )
  return m.ecg_account_statements({ conclusion: conclusionWords(ours.conclusion), list: said.join('; ') })
}
