/** One averaged beat as it is drawn: all leads from the same first sample. */
export interface ShownBeat {
  readonly sampleRateHz: number
  readonly names: readonly string[]
  /** By name; millivolts, null for a lead that cannot be read. */
  readonly leads: readonly (Float32Array | null)[]
}

/** The stretch of the beat and the scale it is drawn at: true millimetres in both directions. */
export interface BeatFrame {
  readonly widthPx: number
  readonly heightPx: number
  readonly fromMs: number
  readonly toMs: number
  readonly pxPerMm: number
  readonly speedMmPerS: number
  readonly gainMmPerMv: number
  /** Where 0 mV lies, CSS pixels from the top. */
  readonly zeroPx: number
}

/** What a cart prints its median beats at, and larger. */
const SPEEDS = [200, 100, 50] as const
const GAINS = [80, 40, 20, 10, 5, 2.5] as const
/** Seen before the first and after the last wave. */
const MARGIN_MS = 60
/** Room above and below the traces, for the words at the marks. */
const RIM_PX = 18

/**
 * The largest scale at which the waves of the beat fit, and at least 50 mm/s.
 * @param around milliseconds from the first sample that must be in sight; null: the whole beat
 */
export function frameOf(
  beat: ShownBeat,
  shown: readonly string[],
  around: { readonly fromMs: number; readonly toMs: number } | null,
  { widthPx, heightPx, pxPerMm }: Pick<BeatFrame, 'widthPx' | 'heightPx' | 'pxPerMm'>,
): BeatFrame {
  const length = Math.max(0, ...beat.leads.map((lead) => lead?.length ?? 0))
  const wholeMs = (length / beat.sampleRateHz) * 1000
  const neededMs = around === null ? wholeMs : Math.min(wholeMs, around.toMs - around.fromMs + 2 * MARGIN_MS)
  const fits = (speed: number): boolean => (neededMs / 1000) * speed * pxPerMm <= widthPx
  const speedMmPerS = SPEEDS.find(fits) ?? 50
  const seenMs = (widthPx / pxPerMm / speedMmPerS) * 1000
  const middle = around === null ? wholeMs / 2 : (around.fromMs + around.toMs) / 2
  const fromMs =
    seenMs >= wholeMs ? (wholeMs - seenMs) / 2 : Math.min(wholeMs - seenMs, Math.max(0, middle - seenMs / 2))
  const { low, high } = rangeOf(beat, shown)
  const roomPx = Math.max(20, heightPx - 2 * RIM_PX)
  const gainMmPerMv = GAINS.find((gain) => (high - low) * gain * pxPerMm <= roomPx) ?? 2.5
  const tracePx = (high - low) * gainMmPerMv * pxPerMm
  const zeroPx = RIM_PX + (roomPx - tracePx) / 2 + high * gainMmPerMv * pxPerMm
  return { widthPx, heightPx, pxPerMm, fromMs, toMs: fromMs + seenMs, speedMmPerS, gainMmPerMv, zeroPx }
}

/** Zero is always in sight. */
function rangeOf({ names, leads }: ShownBeat, shown: readonly string[]) {
  let low = -0.1
  let high = 0.1
  leads.forEach((samples, lead) => {
    if (samples === null || !shown.includes(names[lead]!)) return
    for (const mv of samples) {
      if (mv < low) low = mv
      if (mv > high) high = mv
    }
  })
  return { low, high }
}

export function xPx(frame: BeatFrame, atMs: number): number {
  return ((atMs - frame.fromMs) / 1000) * frame.speedMmPerS * frame.pxPerMm
}

/** The trace of one lead as an SVG path; interrupted where samples are missing. */
export function pathOf(samples: Float32Array, sampleRateHz: number, frame: BeatFrame): string {
  const pxPerMv = frame.gainMmPerMv * frame.pxPerMm
  const pxPerSample = (frame.speedMmPerS * frame.pxPerMm) / sampleRateHz
  const step = Math.max(1, Math.floor(0.6 / pxPerSample))
  let path = ''
  let pen = 'M'
  for (let i = 0; i < samples.length; i += step) {
    const mv = samples[i]!
    if (Number.isNaN(mv)) {
      pen = 'M'
      continue
    }
    const x = xPx(frame, (i / sampleRateHz) * 1000)
    path += `${pen}${x.toFixed(1)} ${(frame.zeroPx - mv * pxPerMv).toFixed(1)}`
    pen = 'L'
  }
  return path
}
