import { BEAT_CLASSES, type ClaimOf, type EcgClaims } from '#domain/ecg/claims.ts'
import { formatNumber, formatPercent } from '#ui/format.ts'
import { m } from '#words/messages.js'
import { sayWhy } from './evidence-words.ts'
import { labelWords } from './label-words.ts'

/** What one pack says, in one line; the rhythm pack has a place of its own. */
export interface PackLine {
  readonly pack: string
  readonly version: string
  readonly words: string
}

export function packLines({ quality, beats, waves, findings }: EcgClaims): readonly PackLine[] {
  const lines: PackLine[] = []
  const add = (claim: ClaimOf | null, words: () => string) => {
    if (claim === null) return
    const { pack, version, refused } = claim
    const said = refused === null ? words() : m.ecg_models_refused({ reason: sayWhy(refused) })
    lines.push({ pack, version, words: said })
  }
  add(quality, () => qualityWords(quality!))
  add(beats, () => m.ecg_models_beats({ list: beatWords(beats!) }))
  add(waves, () => m.ecg_models_waves({ percent: formatPercent(waves!.pShare), list: intervalWords(waves!) }))
  add(findings, () => findingWords(findings!))
  return lines
}

function qualityWords({ unacceptable, acceptable }: NonNullable<EcgClaims['quality']>): string {
  const percent = unacceptable === null ? '–' : formatPercent(unacceptable)
  return acceptable === false ? m.ecg_models_unacceptable({ percent }) : m.ecg_models_acceptable({ percent })
}

function beatWords({ beats }: NonNullable<EcgClaims['beats']>): string {
  const say = {
    N: m.ecg_models_beat_N,
    S: m.ecg_models_beat_S,
    V: m.ecg_models_beat_V,
    F: m.ecg_models_beat_F,
  } as const
  const parts = BEAT_CLASSES.flatMap((each) => {
    const count = beats.filter(({ label }) => label === each).length
    return count > 0 ? [say[each]({ count: formatNumber(count) })] : []
  })
  const untold = beats.filter(({ label }) => label === null).length
  if (untold > 0) parts.push(m.ecg_models_beat_untold({ count: formatNumber(untold) }))
  return parts.join(m.list_comma())
}

function intervalWords({ prMs, qrsMs, qtMs }: NonNullable<EcgClaims['waves']>): string {
  const known = [
    ['PR', prMs],
    ['QRS', qrsMs],
    ['QT', qtMs],
  ] as const
  return known
    .map(([name, ms]) => (ms === null ? `${name} –` : `${name} ${formatNumber(ms)} ms`))
    .join(m.list_comma())
}

function findingWords({ labels }: NonNullable<EcgClaims['findings']>): string {
  const said = labels.filter(({ positive }) => positive)
  if (said.length === 0) return m.ecg_models_findings_none()
  return said
    .map(({ label, probability, threshold }) =>
      m.ecg_models_finding({
        label: labelWords(label),
        percent: formatPercent(probability),
        threshold: formatPercent(threshold),
      }),
    )
    .join(m.list_comma())
}
