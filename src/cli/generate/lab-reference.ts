/** Reference limits as the knowledge writes them, in words: "57-97 (20-59 y), 57-111 (60-79 y)", "same", "negative". */
export interface WrittenReference {
  readonly M: string | null
  readonly F: string | null
  readonly source: string | null
}

/** Reference limits as the domain reads them. */
export interface Reference {
  readonly reference: readonly Interval[]
  readonly referenceSource: string | null
  readonly expected?: 'negative' | 'not-detected'
  readonly condition?: 'random' | 'morning' | 'immune'
}

interface Interval {
  readonly sex?: 'male' | 'female'
  /** From and to below, in years; adults of every age where it is left out. */
  readonly ages?: readonly [from: number, below: number | null]
  readonly low: number | null
  readonly high: number | null
}

const ADULT_YEARS = 18
const EXPECTED: Readonly<Record<string, 'negative' | 'not-detected'>> = {
  negative: 'negative',
  'not detected': 'not-detected',
}
/** The kit decides: there is no limit to carry. */
const KIT = /^(kit|below 99th percentile of the kit)$/

/** @throws when a limit is written in a way that this reader does not know: no limit is ever guessed */
export function referenceOf(written: WrittenReference): Reference {
  const female = written.F === 'same' ? written.M : written.F
  const expected = EXPECTED[written.M ?? '']
  if (expected) return { reference: [], referenceSource: written.source, expected }
  const men = segmentsOf(written.M)
  const women = segmentsOf(female).map((each, i) => ({ ...each, ages: each.ages ?? men[i]?.ages }))
  const condition = [...men, ...women].map((each) => each.condition).find((each) => each !== undefined)
  const same = JSON.stringify(men.map(limits)) === JSON.stringify(women.map(limits))
  const reference = same
    ? men.map(limits)
    : [
        ...men.map((each) => ({ sex: 'male' as const, ...limits(each) })),
        ...women.map((each) => ({ sex: 'female' as const, ...limits(each) })),
      ]
  return { reference, referenceSource: written.source, ...(condition === undefined ? {} : { condition }) }
}

interface Segment {
  readonly low: number | null
  readonly high: number | null
  readonly ages: readonly [number, number | null] | undefined
  readonly condition: NonNullable<Reference['condition']> | undefined
}

function limits({ low, high, ages }: Segment): Interval {
  return { ...(ages === undefined ? {} : { ages }), low, high }
}

function segmentsOf(text: string | null): Segment[] {
  if (text === null || KIT.test(text)) return []
  const parts = text.split(', ').map((part) => segment(part, text))
  // "0-125 (<75 y), 0-450": what follows an upper age begins there.
  return parts.map((each, i) => {
    const before = parts[i - 1]?.ages?.[1]
    return each.ages === undefined && typeof before === 'number' ? { ...each, ages: [before, null] } : each
  })
}

function segment(part: string, whole: string): Segment {
  const match = /^(>=)?(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?)?)?(?: \(?([^)]+)\)?)?$/.exec(part)
  if (!match) throw new Error(`no reference interval: ${whole}`)
  const [, , low = '', high, words] = match
  const ages = agesOf(words)
  const condition = ages === undefined ? conditionOf(words, whole) : undefined
  return { low: Number(low), high: high === undefined ? null : Number(high), ages, condition }
}

function agesOf(words: string | undefined): readonly [number, number | null] | undefined {
  const between = /^(\d+)-(\d+) y$/.exec(words ?? '')
  if (between) return [Number(between[1]), Number(between[2]) + 1]
  const below = /^<(\d+) y$/.exec(words ?? '')
  return below ? [ADULT_YEARS, Number(below[1])] : undefined
}

function conditionOf(words: string | undefined, whole: string): Segment['condition'] {
  if (words === undefined) return undefined
  if (words === 'random' || words === 'morning' || words === 'immune') return words
  throw new Error(`unknown condition of a reference interval: ${whole}`)
}
