/** What belongs to each outline of an answer, on the grid of the network's input. */
export interface OutlineMaps {
  readonly rows: number
  readonly columns: number
  readonly names: readonly string[]
  /** Probability by name, row-major, outside of what belongs to it lowered to 0. */
  readonly probability: readonly Float32Array[]
  /** Number of the name from 1 on, 0 for nothing; row-major. */
  readonly classes: Uint8Array
  /** Share of the grid by name. */
  readonly shares: Readonly<Record<string, number>>
}

/** Drawn as one body: its largest piece counts, and its holes are filled. */
const ONE_BODY: ReadonlySet<string> = new Set(['lung-right', 'lung-left', 'heart', 'lesion'])
/** Pieces of anything else with fewer pixels are noise. */
const PIECE_LEAST = 12

/**
 * What a network's maps come to: a pixel belongs to the outline that is likeliest there, from a probability on.
 * @param probability by name, row-major
 */
export function outlineMaps(
  names: readonly string[],
  probability: readonly Float32Array[],
  rows: number,
  columns: number,
  from: number,
): OutlineMaps {
  const likeliest = new Uint8Array(rows * columns)
  for (let at = 0; at < likeliest.length; at++) {
    let highest = from
    probability.forEach((map, i) => {
      if (map[at]! < highest) return
      highest = map[at]!
      likeliest[at] = i + 1
    })
  }
  const classes = new Uint8Array(rows * columns)
  names.forEach((name, i) => {
    const inside = Uint8Array.from(likeliest, (value) => (value === i + 1 ? 1 : 0))
    const kept = ONE_BODY.has(name)
      ? withoutHoles(largestPiece(inside, columns), columns)
      : withoutSpecks(inside, columns)
    for (let at = 0; at < kept.length; at++) if (kept[at] === 1 && classes[at] === 0) classes[at] = i + 1
  })
  const counts = new Array<number>(names.length + 1).fill(0)
  for (const value of classes) counts[value]!++
  return {
    rows,
    columns,
    names,
    probability: probability.map((map, i) => within(map, classes, i + 1, from)),
    classes,
    shares: Object.fromEntries(names.map((name, i) => [name, counts[i + 1]! / classes.length])),
  }
}

/** A map whose level at `from` runs around what belongs to it: filled holes are raised to it, the rest is lowered. */
function within(map: Float32Array, classes: Uint8Array, number: number, from: number): Float32Array {
  return map.map((value, at) =>
    classes[at] === number ? Math.max(value, from + 1e-3) : Math.min(value, from - 1e-3),
  )
}

function largestPiece(inside: Uint8Array, columns: number): Uint8Array {
  const { numbers, sizes } = piecesOf(inside, columns)
  const largest = sizes.indexOf(Math.max(...sizes))
  return inside.map((value, at) => (value === 1 && numbers[at] === largest + 1 ? 1 : 0))
}

function withoutSpecks(inside: Uint8Array, columns: number): Uint8Array {
  const { numbers, sizes } = piecesOf(inside, columns)
  return inside.map((value, at) => (value === 1 && sizes[numbers[at]! - 1]! >= PIECE_LEAST ? 1 : 0))
}

/** Whatever cannot be reached from the edge of the grid belongs to it. */
function withoutHoles(inside: Uint8Array, columns: number): Uint8Array {
  const outside = inside.map((value) => 1 - value)
  const { numbers } = piecesOf(outside, columns)
  const rows = inside.length / columns
  const reached = new Set<number>()
  for (let column = 0; column < columns; column++) {
    reached.add(numbers[column]!)
    reached.add(numbers[(rows - 1) * columns + column]!)
  }
  for (let row = 0; row < rows; row++) {
    reached.add(numbers[row * columns]!)
    reached.add(numbers[row * columns + columns - 1]!)
  }
  return inside.map((value, at) => (value === 1 || !reached.has(numbers[at]!) ? 1 : 0))
}

/** Pieces whose pixels touch side by side: a number from 1 on for each pixel, and how many pixels each has. */
function piecesOf(
  inside: Uint8Array,
  columns: number,
): { readonly numbers: Int32Array; readonly sizes: readonly number[] } {
  const numbers = new Int32Array(inside.length)
  const sizes: number[] = []
  const waiting: number[] = []
  for (let start = 0; start < inside.length; start++) {
    if (inside[start] !== 1 || numbers[start] !== 0) continue
    const number = sizes.length + 1
    let size = 0
    numbers[start] = number
    waiting.push(start)
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      size++
      const column = at % columns
      const near = [column > 0 ? at - 1 : -1, column < columns - 1 ? at + 1 : -1, at - columns, at + columns]
      for (const next of near) {
        if (next < 0 || next >= inside.length || inside[next] !== 1 || numbers[next] !== 0) continue
        numbers[next] = number
        waiting.push(next)
      }
    }
    sizes.push(size)
  }
  return { numbers, sizes }
}
