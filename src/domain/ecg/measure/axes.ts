import type { Measured } from '../../measured.ts'
import { isMeasured, notMeasurable } from '../../measured.ts'
import type { ElectrodeFinding } from '../checks/findings.ts'
import type { StandardLead, Tracing } from '../tracing.ts'
import { frontalAxis } from './axis.ts'
import type { Evidence, LeadMeasurements, MedianBeat } from './measurements.ts'
import { areaUvS, overLine } from './stretch.ts'

type AxisId = 'pAxisDeg' | 'qrsAxisDeg' | 'tAxisDeg'

/** The smallest net area that has a direction (knowledge `ecg.axis` for the QRS; a P of 0.02 mV). */
const SMALLEST_UVS = { p: 1, qrs: 5, t: 3 } as const
/** From here on after J the T wave is measured where its onset could not be placed. */
const T_AFTER_J_MS = 80

const LIMB_REVERSALS: readonly ElectrodeFinding['code'][] = [
  'arms-reversed',
  'left-arm-leg-reversed',
  'right-arm-leg-reversed',
  'right-leg-involved',
]

interface AxisGround {
  readonly tracing: Tracing
  readonly median: MedianBeat
  readonly leadMeasurements: readonly LeadMeasurements[]
  readonly electrodes: readonly ElectrodeFinding[]
}

/** Axes of P, QRS and T in the frontal plane, with the leads and stretches that they were taken on. */
export function axes({ tracing, median, leadMeasurements, electrodes }: AxisGround): {
  values: Record<AxisId, Measured<'deg'>>
  evidence: Partial<Record<AxisId, Evidence>>
} {
  const limb = limbLeads(tracing, median, leadMeasurements)
  const reversed = limbReversal(electrodes)
  const { p, qrs, t } = median.waves
  const j = qrs?.offsetMs ?? null
  const spans = {
    pAxisDeg: spanOf(p?.onsetMs, p?.offsetMs),
    qrsAxisDeg: spanOf(qrs?.onsetMs, j),
    tAxisDeg: spanOf(
      t?.onsetMs ?? (t && j !== null ? Math.min(j + T_AFTER_J_MS, t.peakMs) : null),
      t?.offsetMs,
    ),
  }
  const axis = (id: AxisId, smallest: number, missing: Measured<'deg'>): Measured<'deg'> => {
    const span = spans[id]
    if ('reason' in limb) return limb.reason
    if (reversed) return notMeasurable('electrodes-reversed')
    if (span === null) return missing
    const area = (samples: Float32Array) => {
      const measuredOn =
        id === 'pAxisDeg' ? overLine(samples, median.sampleRateHz, span.fromMs, span.toMs) : samples
      return areaUvS(measuredOn, median.sampleRateHz, span.fromMs, span.toMs)
    }
    const [netI, netAvf] = [area(limb.i), area(limb.avf)]
    return netI === null || netAvf === null ? missing : frontalAxis(netI, netAvf, smallest)
  }
  const unclear = notMeasurable('edge-unclear')
  const evidenceOf = (id: AxisId): Evidence => ({
    leads: 'reason' in limb ? [] : limb.names,
    ...spans[id],
    beats: median.beats.length,
  })
  return {
    values: {
      pAxisDeg: axis('pAxisDeg', SMALLEST_UVS.p, p === null ? notMeasurable('no-p-wave') : unclear),
      qrsAxisDeg: axis('qrsAxisDeg', SMALLEST_UVS.qrs, unclear),
      tAxisDeg: axis('tAxisDeg', SMALLEST_UVS.t, t === null ? notMeasurable('no-t-wave') : unclear),
    },
    evidence: {
      pAxisDeg: evidenceOf('pAxisDeg'),
      qrsAxisDeg: evidenceOf('qrsAxisDeg'),
      tAxisDeg: evidenceOf('tAxisDeg'),
    },
  }
}

/** Whether limb electrodes are interchanged, likely enough that what hangs on them is not given. */
export function limbReversal(electrodes: readonly ElectrodeFinding[]): boolean {
  return electrodes.some(({ code, certainty }) => certainty === 'likely' && LIMB_REVERSALS.includes(code))
}

function spanOf(
  fromMs: number | null | undefined,
  toMs: number | null | undefined,
): { readonly fromMs: number; readonly toMs: number } | null {
  const [from, to] = [fromMs ?? null, toMs ?? null]
  return from === null || to === null || to <= from ? null : { fromMs: from, toMs: to }
}

interface LimbLeads {
  readonly names: readonly string[]
  readonly i: Float32Array
  readonly avf: Float32Array
}

/** What gives I and aVF, the plainest first: lead, its share of I, its share of aVF. */
const RECIPES: readonly (readonly (readonly [lead: StandardLead, ofI: number, ofAvf: number])[])[] = [
  [
    ['I', 1, 0],
    ['aVF', 0, 1],
  ],
  [
    ['I', 1, -0.5],
    ['II', 0, 1],
  ],
  [
    ['I', 1, 0.5],
    ['III', 0, 1],
  ],
  [
    ['II', 1, 0.5],
    ['III', -1, 0.5],
  ],
]

/** I and aVF of the typical beat, from other limb leads where they are not recorded or cannot be read. */
function limbLeads(
  { leads }: Tracing,
  median: MedianBeat,
  measurements: readonly LeadMeasurements[],
): LimbLeads | { readonly reason: Measured<'deg'> } {
  let reason = notMeasurable('lead-missing')
  for (const recipe of RECIPES) {
    const found = recipe.map(([name]) => leads.findIndex(({ standard }) => standard === name))
    if (found.includes(-1)) continue
    const refused = found.map((l) => measurements[l]!.qrsAreaUvS).find((area) => !isMeasured(area))
    if (refused && !isMeasured(refused)) {
      if (reason.notMeasurable === 'lead-missing') reason = refused
      continue
    }
    const [a, b] = found.map((l) => median.leads[l]!) as [Float32Array, Float32Array]
    const [[, aI, aAvf], [, bI, bAvf]] = recipe as [(typeof recipe)[0], (typeof recipe)[0]]
    return {
      names: found.map((l) => leads[l]!.name),
      i: combined(a, aI, b, bI),
      avf: combined(a, aAvf, b, bAvf),
    }
  }
  return { reason }
}

function combined(a: Float32Array, ofA: number, b: Float32Array, ofB: number): Float32Array {
  return a.map((value, i) => ofA * value + ofB * b[i]!)
}
