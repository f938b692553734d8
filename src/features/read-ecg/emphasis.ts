import type { ClaimMap } from '#domain/ecg/claims.ts'

/**
 * A pack's activation map as the paper draws it: 0 to 1 from the start of the recording, one value a step, only what
 * spoke for the label. It stands under the rhythm row whatever lead was read: time is the same.
 * @param score how sure the pack was, in words
 */
export function emphasisOf(cam: ClaimMap, label: string, score: string) {
  const most = Math.max(...cam.values, 0)
  if (most === 0) return null
  const before = Math.max(0, Math.round((cam.startMs - cam.stepMs / 2) / cam.stepMs))
  const values = [
    ...new Array<number>(before).fill(NaN),
    ...cam.values.map((value) => Math.max(0, value) / most),
  ]
  return { values, stepMs: cam.stepMs, label, score }
}
