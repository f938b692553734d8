import { BEAT_CLASSES, type BeatClass } from '../ecg/claims.ts'
import type { Annotation } from '../ecg/tracing.ts'
import { beatTruth, scoreBeats } from './beats.ts'

/** What the annotators call a beat, as AAMI EC57 groups it; Q is paced or unclassifiable. */
type TrueBeatClass = BeatClass | 'Q'

/** WFDB's beat symbols by AAMI class (ANSI/AAMI EC57:2012; de Chazal 2004, IEEE TBME 51:1196, table I). */
const AAMI: Readonly<Record<TrueBeatClass, string>> = { N: 'NLRBejn', S: 'AaJS', V: 'VrE', F: 'F', Q: '/fQ?' }
const CLASS_OF = new Map(
  Object.entries(AAMI).flatMap(([name, symbols]) => [...symbols].map((one) => [one, name as TrueBeatClass])),
)

/** A beat that we found, that the annotators marked, or both. */
export interface MetBeat {
  /** Index into the beats found; null where an annotated beat was missed. */
  readonly found: number | null
  /** Null where nobody annotated a beat here. */
  readonly truth: TrueBeatClass | null
}

/**
 * Lays the beats that were found on those that were annotated (within 150 ms, `scoreBeats`), with their classes.
 * Beats of both lists inside ventricular flutter are left out.
 * @param foundMs ascending
 */
export function meetBeats(foundMs: readonly number[], annotations: readonly Annotation[]): MetBeat[] {
  const { beatsMs, excluded } = beatTruth(annotations)
  const classAt = new Map(annotations.map(({ atMs, symbol }) => [atMs, CLASS_OF.get(symbol)]))
  const all = scoreBeats(foundMs, beatsMs)
  const [missed, invented] = [new Set(all.missedMs), new Set(all.inventedMs)]
  const counts = (atMs: number) => !excluded.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs)
  // Both lists are in order, so that what is left of them after the lonely ones are pairs.
  const met = foundMs.flatMap((atMs, found) => (invented.has(atMs) ? [] : [{ atMs, found }]))
  const pairs = beatsMs
    .filter((atMs) => !missed.has(atMs))
    .flatMap((atMs, i) => {
      const { found, atMs: foundAt } = met[i]!
      return counts(atMs) || counts(foundAt) ? [{ found, truth: classAt.get(atMs) ?? 'Q' }] : []
    })
  const lonely = foundMs.flatMap((atMs, found) =>
    invented.has(atMs) && counts(atMs) ? [{ found, truth: null }] : [],
  )
  const unseen = all.missedMs.filter(counts).map((atMs) => ({ found: null, truth: classAt.get(atMs) ?? 'Q' }))
  return [...pairs, ...lonely, ...unseen] as MetBeat[]
}

export const TRUE_BEAT_CLASSES: readonly TrueBeatClass[] = [...BEAT_CLASSES, 'Q']
