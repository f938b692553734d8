import type { ReportFilm } from './report-film.ts'
import { standing } from '#domain/imaging/report/signing.ts'

/** More than this do not fit on one page beside the words. */
const KEY_FRAMES_MAX = 4

export interface KeyFrame {
  readonly instance: string
  readonly frame: number
}

/**
 * Which pictures show what the report says: frames whose marks a standing sentence names, then other frames with marks;
 * without a mark the middle picture of the first series.
 */
export function keyFrames(film: Pick<ReportFilm, 'marks' | 'report' | 'study'>): readonly KeyFrame[] {
  const named = new Set(standing(film.report.now).flatMap(({ marks }) => marks))
  const ordered = film.marks.toSorted((a, b) => Number(named.has(b.id)) - Number(named.has(a.id)))
  const frames = new Map<string, KeyFrame>()
  for (const { place } of ordered) {
    if (place.on !== 'frame') continue
    const { instance, frame } = place
    frames.set(`${instance}/${frame}`, { instance, frame })
  }
  if (frames.size > 0) return [...frames.values()].slice(0, KEY_FRAMES_MAX)
  const instances = film.study.series[0]?.instances ?? []
  const middle = instances[instances.length >> 1]
  return middle ? [{ instance: middle.id, frame: middle.frames.length >> 1 }] : []
}
