import { expect, test } from 'vitest'
import { calculatorOf } from './answers.fixture.ts'
import { calculate, type Computed } from './calculate.ts'
import type { Also, InputValue } from './calculator.ts'
import { calculators } from './calculators.ts'
import vectorsOfKnowledge from './vectors.json' with { type: 'json' }

/**
 * Every vector of the knowledge entries. `in` is in the units and names of the calculator; `given` are answers that the
 * entry does not carry (a guard against the wrong person). Without `tol` the printed digits of the source must agree.
 */
interface Vectors {
  readonly calculator: string
  readonly entry: string
  readonly given?: Record<string, InputValue>
  readonly vectors: readonly {
    readonly in: Record<string, InputValue>
    readonly out: {
      readonly value?: number | null
      readonly band?: string
      readonly also?: Record<string, number | string>
    }
    readonly tol?: number
    readonly from: string
  }[]
}

for (const {
  calculator: id,
  entry,
  given = {},
  vectors,
} of vectorsOfKnowledge as unknown as readonly Vectors[])
  for (const [row, vector] of vectors.entries())
    test(`${id}, vector ${row + 1} of ${entry} (${vector.from})`, () => {
      const calculator = calculatorOf(id)
      expect(calculator.entry).toBe(entry)
      const result = calculate(calculator, { ...given, ...vector.in })
      if (!result.computed) throw new Error(JSON.stringify(result.faults))
      const { value, band, also = {} } = vector.out
      if (value === null) expect(result.value).toBeNull()
      else if (value !== undefined) agrees(result.value, value, calculator.output.decimals, vector.tol)
      if (band !== undefined) expect(result.band).toBe(band)
      for (const [name, expected] of Object.entries(also)) {
        const shown = shownAs(result, name)
        if (typeof expected === 'string') expect(shown).toBe(expected)
        else agrees(shown as number, expected, calculator.output.decimals, vector.tol)
      }
    })

test('every calculator but the one without vectors in its entry is held by at least one', () => {
  const held = new Set(vectorsOfKnowledge.map(({ calculator }) => calculator))
  // crb65 and pain-nrs share entries whose vectors are those of curb65 and flacc.
  expect(calculators.map(({ id }) => id).filter((id) => !held.has(id))).toEqual(['crb65', 'pain-nrs'])
})

function agrees(got: number | null, expected: number, decimals: number, tol: number | undefined): void {
  expect(got).not.toBeNull()
  if (tol === undefined) expect(Number(got!.toFixed(decimals))).toBe(expected)
  else expect(Math.abs(got! - expected)).toBeLessThanOrEqual(tol)
}

function shownAs({ also }: Computed, id: string): number | string {
  const shows: Also['shows'] = also.find((one) => one.id === id)!.shows
  return 'value' in shows ? shows.value : 'date' in shows ? shows.date : shows.code
}
