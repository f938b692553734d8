import type { EcgAnalysis } from '../../analysis.ts'
import type { Tracing } from '../../tracing.ts'

const REACH_MS = 100
const SHIFT_MS = 40
const RATE_HZ = 125
/** Leads that look from different sides tell forms apart. */
const LEADS = ['II', 'V1', 'V5', 'I']
/** More beats than these tell no more. */
const FORMS_OF_MAX = 12
/** Beats are of one form from this likeness on. */
const ALIKE = 0.8

/** Of how many forms some beats are. */
export function formsOf(
  tracing: Tracing,
  { beats, quality }: EcgAnalysis,
  chosen: readonly number[],
): number {
  const stride = Math.max(1, Math.round(tracing.sampleRateHz / RATE_HZ))
  const rate = tracing.sampleRateHz / stride
  const [reach, shift] = [REACH_MS, SHIFT_MS].map((ms) => Math.round((ms / 1000) * rate)) as [number, number]
  const readable = tracing.leads.filter((_, l) => quality[l]?.verdict !== 'unusable')
  const sides = readable.filter(({ standard }) => standard !== null && LEADS.includes(standard))
  const leads = sides.length > 0 ? sides : readable.slice(0, 2)
  const width = 2 * (reach + shift) + 1
  const cut = (atMs: number) =>
    leads.map(({ samplesMv }) => {
      const from = Math.round((atMs / 1000) * tracing.sampleRateHz) - (reach + shift) * stride
      return Float32Array.from({ length: width }, (_, i) => samplesMv[from + i * stride] ?? 0)
    })
  const forms: Float32Array[][] = []
  for (const beat of chosen.slice(0, FORMS_OF_MAX)) {
    const shape = cut(beats[beat]!.atMs)
    const isKnown = forms.some((form) => {
      for (let by = -shift; by <= shift; by++)
        if (likeness(form, shape, by, shift, reach) >= ALIKE) return true
      return false
    })
    if (!isKnown) forms.push(shape)
  }
  return forms.length
}

/** Correlation of the middle of one with the other, moved. */
function likeness(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  by: number,
  shift: number,
  reach: number,
): number {
  let [product, aa, bb] = [0, 0, 0]
  const length = 2 * reach + 1
  a.forEach((own, l) => {
    const other = b[l]!
    let [meanA, meanB] = [0, 0]
    for (let i = 0; i < length; i++) {
      meanA += own[i + shift]! / length
      meanB += other[i + shift + by]! / length
    }
    for (let i = 0; i < length; i++) {
      const [x, y] = [own[i + shift]! - meanA, other[i + shift + by]! - meanB]
      product += x * y
      aa += x * x
      bb += y * y
    }
  })
  return aa > 0 && bb > 0 ? product / Math.sqrt(aa * bb) : 0
}
