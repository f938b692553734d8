import type { EcgAnalysis } from '../../analysis.ts'
import type { Tracing } from '../../tracing.ts'

const REACH_MS = 100
const SHIFT_MS = 40
const RATE_HZ = 125
/** Beats are of one form from this likeness on. */
const ALIKE = 0.8

/** Of how many forms some beats are, over all readable leads. */
export function formsOf(
  tracing: Tracing,
  { beats, quality }: EcgAnalysis,
  chosen: readonly number[],
): number {
  const stride = Math.max(1, Math.round(tracing.sampleRateHz / RATE_HZ))
  const leads = tracing.leads.filter((_, l) => quality[l]?.verdict !== 'unusable')
  const step = tracing.sampleRateHz / stride
  const reach = Math.round((REACH_MS / 1000) * step)
  const shift = Math.round((SHIFT_MS / 1000) * step)
  const cut = (atMs: number, by: number) => {
    const centre = Math.round((atMs / 1000) * tracing.sampleRateHz) + by * stride
    const out: number[] = []
    for (const { samplesMv } of leads) {
      const part = Array.from(
        { length: 2 * reach + 1 },
        (_, i) => samplesMv[centre + (i - reach) * stride] ?? 0,
      )
      const mean = part.reduce((sum, v) => sum + v, 0) / part.length
      out.push(...part.map((v) => v - mean))
    }
    return out
  }
  const forms: number[][] = []
  for (const beat of chosen.slice(0, FORMS_OF_MAX)) {
    const at = beats[beat]!.atMs
    const own = Array.from({ length: 2 * shift + 1 }, (_, i) => cut(at, i - shift))
    const known = forms.some((form) => own.some((shape) => correlation(form, shape) >= ALIKE))
    if (!known) forms.push(cut(at, 0))
  }
  return forms.length
}

/** More beats than these tell no more. */
const FORMS_OF_MAX = 12

function correlation(a: readonly number[], b: readonly number[]): number {
  let [product, aa, bb] = [0, 0, 0]
  a.forEach((x, i) => {
    product += x * b[i]!
    aa += x * x
    bb += b[i]! * b[i]!
  })
  return aa > 0 && bb > 0 ? product / Math.sqrt(aa * bb) : 0
}
