import data from './data/lab-tests.json' with { type: 'json' }

/**
 * Laboratory tests of a rural clinic and its county hospital: LOINC, UCUM, names, limits, conversions.
 * `verified` covers code, name and factor; reference intervals and critical values are from memory throughout
 * (knowledge file 08) and stand on screens as unverified.
 */
export interface LabTest {
  readonly id: string
  readonly loinc: string
  /** Null for tests that end in words. */
  readonly ucum: string | null
  readonly en: string
  readonly zh: string
  readonly verified: boolean
  readonly reference: readonly ReferenceInterval[]
  readonly referenceSource: string | null
  /** What a test that ends in words should say. */
  readonly expected?: 'negative' | 'not-detected'
  /** The interval holds for a random glucose, a morning cortisol; "immune" is a level, not a normal value. */
  readonly condition?: 'random' | 'morning' | 'immune'
  readonly critical?: CriticalLimits
  readonly convert?: Conversion
}

/** Both limits belong to the interval. */
export interface ReferenceInterval {
  readonly sex?: 'male' | 'female'
  /** From, and below, in years; every adult where left out. */
  readonly ages?: readonly [from: number, below: number | null]
  readonly low: number | null
  readonly high: number | null
}

/** Critical at or beyond them. */
export interface CriticalLimits {
  readonly low: number | null
  readonly high: number | null
  readonly of?: 'newborn'
}

/** A value in `unit` times `factor` is in the main unit. */
interface Conversion {
  readonly unit: string
  /** The code of the same test in that unit. */
  readonly loinc: string | null
  readonly factor: number
  /** The unit means another analyte under the main code, such as mg/dL of urea nitrogen. */
  readonly ofLoincOnly?: boolean
}

/** Every test, in the order of the catalogue. */
export const LAB_TESTS = data.tests as unknown as readonly LabTest[]

const BY_LOINC: ReadonlyMap<string, LabTest> = new Map(
  LAB_TESTS.flatMap((test): [string, LabTest][] => [
    ...(test.convert?.loinc ? [[test.convert.loinc, test] as [string, LabTest]] : []),
    [test.loinc, test],
  ]),
)

/** The test of a LOINC code, also of the code it has in its other unit (2160-0 is creatinine in mg/dL). */
export function findLabTest(loinc: string): LabTest | null {
  return BY_LOINC.get(loinc) ?? null
}
