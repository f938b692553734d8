/** What a line is drawn with: a `Path2D`, or a list in a test. */
export interface Pen {
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
}

/** A run of missing samples: from the first missing one to the next present one. */
export interface Gap {
  readonly first: number
  readonly end: number
}

/** Beyond this a damaged sample only makes the rasteriser work. */
const FARTHEST_PX = 20_000
/** Fewer pixels than this a sample, and columns are thinned. */
const THIN_BELOW_PX = 0.5

/**
 * Draws samples `[first, end)` as one line; the first sample lies at `x0Px`, zero millivolts at y = 0.
 *
 * A missing sample (NaN or infinite) lifts the pen. Where several samples share a pixel column, only the
 * first, the lowest, the highest and the last of the column are drawn, in their order: no other drawing of
 * all samples gives different pixels, so no peak is lost.
 * @returns the gaps met on the way
 * Source: M4 aggregation, Jugel et al., VLDB 2014.
 */
export function traceLine(
  pen: Pen,
  samplesMv: Float32Array,
  first: number,
  end: number,
  x0Px: number,
  pxPerSample: number,
  pxPerMv: number,
): readonly Gap[] {
  const gaps: Gap[] = []
  const thin = pxPerSample < THIN_BELOW_PX
  let i = first
  while (i < end) {
    const gapStart = i
    while (i < end && isMissing(samplesMv[i]!)) i++
    if (i > gapStart) gaps.push({ first: gapStart, end: i })
    const runStart = i
    while (i < end && !isMissing(samplesMv[i]!)) i++
    if (i === runStart) break
    const xOf = (k: number): number => x0Px + (k - first) * pxPerSample
    const yOf = (k: number): number => yPx(samplesMv[k]!, pxPerMv)
    pen.moveTo(xOf(runStart), yOf(runStart))
    if (i === runStart + 1) pen.lineTo(xOf(runStart) + 0.5, yOf(runStart))
    else if (thin) thinRun(pen, samplesMv, runStart, i, xOf, pxPerMv)
    else for (let k = runStart + 1; k < i; k++) pen.lineTo(xOf(k), yOf(k))
  }
  return gaps
}

function thinRun(
  pen: Pen,
  s: Float32Array,
  start: number,
  end: number,
  xOf: (k: number) => number,
  pxPerMv: number,
): void {
  let k = start
  while (k < end) {
    const column = Math.floor(xOf(k))
    const head = k
    let low = k
    let high = k
    for (; k < end && Math.floor(xOf(k)) === column; k++) {
      if (s[k]! < s[low]!) low = k
      if (s[k]! > s[high]!) high = k
    }
    const a = Math.min(low, high)
    const b = Math.max(low, high)
    if (head > start) pen.lineTo(xOf(head), yPx(s[head]!, pxPerMv))
    if (a > head) pen.lineTo(xOf(a), yPx(s[a]!, pxPerMv))
    if (b > a) pen.lineTo(xOf(b), yPx(s[b]!, pxPerMv))
    if (k - 1 > b) pen.lineTo(xOf(k - 1), yPx(s[k - 1]!, pxPerMv))
  }
}

function isMissing(v: number): boolean {
  return v - v !== 0
}

function yPx(mv: number, pxPerMv: number): number {
  return Math.max(-FARTHEST_PX, Math.min(FARTHEST_PX, -mv * pxPerMv))
}
