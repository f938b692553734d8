/** A piece of two texts: in both, or in one alone. */
export interface DifferencePart {
  readonly is: 'same' | 'removed' | 'added'
  readonly text: string
}

/** A Chinese character, a word, a run of spaces, or a mark. */
const TOKEN = /\p{Script=Han}|[\p{L}\p{N}]+|\s+|./gu
/** Two texts further apart than this are shown as one beside the other: nobody reads hundreds of marks. */
const STEPS_MAX = 400

/** Word by word, the shortest way from one text to the other (Myers, Algorithmica 1986, greedy form). */
export function wordDifference(before: string, after: string): DifferencePart[] {
  const a = before.match(TOKEN) ?? []
  const b = after.match(TOKEN) ?? []
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const middle = shortestWay(a.slice(start, a.length - end), b.slice(start, b.length - end))
  return joined([
    { is: 'same', text: a.slice(0, start).join('') },
    ...middle,
    { is: 'same', text: end > 0 ? a.slice(-end).join('') : '' },
  ])
}

function shortestWay(a: readonly string[], b: readonly string[]): DifferencePart[] {
  /** Of each diagonal, how far along `a` it was reached; one entry a step. */
  const reached: Map<number, number>[] = []
  let row = new Map<number, number>([[1, 0]])
  for (let step = 0; step <= Math.min(a.length + b.length, STEPS_MAX); step++) {
    const next = new Map(row)
    for (let k = -step; k <= step; k += 2) {
      const down = k === -step || (k !== step && (row.get(k - 1) ?? -1) < (row.get(k + 1) ?? -1))
      let x = down ? (row.get(k + 1) ?? 0) : (row.get(k - 1) ?? 0) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      next.set(k, x)
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, [...reached, row], step)
    }
    reached.push(row)
    row = next
  }
  return [
    { is: 'removed', text: a.join('') },
    { is: 'added', text: b.join('') },
  ]
}

function walkBack(
  a: readonly string[],
  b: readonly string[],
  reached: readonly Map<number, number>[],
  steps: number,
): DifferencePart[] {
  const parts: DifferencePart[] = []
  let x = a.length
  let y = b.length
  for (let step = steps; step > 0; step--) {
    const row = reached[step]!
    const k = x - y
    const down = k === -step || (k !== step && (row.get(k - 1) ?? -1) < (row.get(k + 1) ?? -1))
    const from = down ? k + 1 : k - 1
    const fromX = row.get(from) ?? 0
    const fromY = fromX - from
    while (x > (down ? fromX : fromX + 1) && y > (down ? fromY + 1 : fromY)) {
      parts.push({ is: 'same', text: a[--x]! })
      y--
    }
    if (down) parts.push({ is: 'added', text: b[--y]! })
    else parts.push({ is: 'removed', text: a[--x]! })
  }
  while (x > 0) parts.push({ is: 'same', text: a[--x]! })
  return parts.reverse()
}

function joined(parts: readonly DifferencePart[]): DifferencePart[] {
  const out: DifferencePart[] = []
  for (const part of parts) {
    const last = out.at(-1)
    if (part.text === '') continue
    if (last?.is === part.is) out[out.length - 1] = { is: part.is, text: last.text + part.text }
    else out.push(part)
  }
  return out
}
