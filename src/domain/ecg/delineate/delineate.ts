import type { Beat } from '../beats.ts'
import type { LeadQuality } from '../quality.ts'
import type { Tracing } from '../tracing.ts'
import { beatShapes, type BeatShape } from './beat-shapes.ts'
import type { Extent } from './delineate-beat.ts'
import { placePWaves, type PlacedP } from './place-p-waves.ts'
import type { BeatWaves, Delineation, Wave } from './waves.ts'
import { workingSignal, type WorkingLead, type WorkingSignal } from './working-signal.ts'

/**
 * Finds P, QRS and T of every beat in every readable lead, and over all leads.
 *
 * Beats of one shape are averaged, the average is delineated over all leads together and then lead by lead
 * (`beatExtents`), and its waves are laid back on each beat: hand marks of one wave differ between leads and beats by
 * more than the wave does. A P wave is given only where the same wave is seen before beat after beat, stands out of the
 * signal around it and does not recur like flutter (`p-evidence.ts`): fibrillation has none.
 * @param quality one for each lead; unusable leads are null in the result
 * @param spikesMs pacing stimuli, blanked before anything is looked for
 * Source: after Martínez et al. 2004 (IEEE TBME 51:570) for slopes as shares of the steepest, Laguna et al. 1994
 * (Comput Biomed Res 27:45) for the rules over several leads. Measured on LUDB by `delineate.ludb.test.ts`.
 */
export function delineate(
  tracing: Tracing,
  beats: readonly Beat[],
  quality: readonly LeadQuality[],
  spikesMs: readonly number[] = [],
): Delineation {
  const signal = workingSignal(tracing, quality, spikesMs)
  const peaks = beats.map(({ atMs }) => signal.indexOf(atMs))
  const shapes = beatShapes(signal, peaks)
  const { pShapes, ofBeats, lonely } = placePWaves(signal, peaks, shapes, spikesMs.length > 0)
  const places = placesOfBeats(shapes, beats.length)
  const pIn = (placed: PlacedP | null, lead: number | null): Wave | null => {
    if (placed === null) return null
    const shape = pShapes[placed.like]!
    const extent = lead === null ? shape.global : (shape.leads[lead] ?? null)
    return waveAt(signal, extent, placed.at - shape.at, lead === null ? null : signal.leads[lead]!)
  }
  const wavesIn = (b: number, lead: number | null): BeatWaves => {
    const { shape, at } = places[b]!
    const found = lead === null ? shape.found.global : shape.found.leads[lead]
    const recorded = lead === null ? null : signal.leads[lead]!
    const place = (extent: Extent | null) => waveAt(signal, extent, at - shape.beat.at, recorded)
    return { p: pIn(ofBeats[b] ?? null, lead), qrs: place(found?.qrs ?? null), t: place(found?.t ?? null) }
  }
  return {
    leads: signal.leads.map((lead, l) => (lead === null ? null : beats.map((_, b) => wavesIn(b, l)))),
    lonelyP: signal.leads.map((lead, l) =>
      lead === null ? [] : lonely.map((placed) => pIn(placed, l)).filter((wave) => wave !== null),
    ),
    beats: beats.map((_, b) => wavesIn(b, null)),
  }
}

/** Whether most of these beats have a P wave that leads to them. @param beats indices */
export function conductedP(delineation: Delineation, beats: readonly number[]): boolean {
  return 2 * beats.filter((b) => (delineation.beats[b]?.p ?? null) !== null).length > beats.length
}

function placesOfBeats(shapes: readonly BeatShape[], count: number) {
  const places = new Array<{ readonly shape: BeatShape; readonly at: number }>(count)
  for (const shape of shapes) {
    shape.group.members.forEach((b, k) => (places[b] = { shape, at: shape.group.at[k]! }))
  }
  return places
}

/** Null where the wave leaves the recording or touches a gap. */
function waveAt(
  signal: WorkingSignal,
  extent: Extent | null,
  shift: number,
  lead: WorkingLead | null,
): Wave | null {
  if (extent === null) return null
  const [onset, peak, offset] = [extent.onset + shift, extent.peak + shift, extent.offset + shift]
  if (onset < 0 || offset > signal.length - 1) return null
  const missing = lead?.missing ?? null
  if (missing !== null && missing.subarray(Math.floor(onset), Math.ceil(offset) + 1).includes(1)) return null
  return { onsetMs: signal.msOf(onset), peakMs: signal.msOf(peak), offsetMs: signal.msOf(offset) }
}
