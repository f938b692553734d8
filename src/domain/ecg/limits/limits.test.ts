import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { figuresWith } from '../measure/figures.fixture.ts'
import type { CorrectableId } from '../measure/measurements.ts'
import { limitFlags, type EcgPerson } from './limits.ts'

const MONTH = 30.4375
const YEAR = 365.25
const man = (years: number): EcgPerson => ({ sex: 'male', ageDays: years * YEAR })
const woman = (years: number): EcgPerson => ({ sex: 'female', ageDays: years * YEAR })
const child = (sex: 'male' | 'female', months: number): EcgPerson => ({ sex, ageDays: months * MONTH })

function flagOf(id: CorrectableId, values: Partial<Record<CorrectableId, number>>, person: EcgPerson | null) {
  return limitFlags(figuresWith(values), person).find((flag) => flag.id === id) ?? null
}

describe('worked examples of the knowledge file', () => {
  test.each([
    ['prMs', 210, man(50), 'high', 200],
    ['qrsMs', 115, man(50), 'high', 110],
    ['qrsMs', 130, man(50), 'high', 120],
    ['qrsAxisDeg', -45, man(60), 'low', -30],
    ['qrsAxisDeg', 100, woman(40), 'high', 90],
    ['rateBpm', 130, child('male', 48), 'high', 123],
    ['prMs', 150, child('female', 30), 'high', 147],
    ['cornellMv', 2.9, man(50), 'high', 2.8],
    ['cornellMv', 2.1, woman(50), 'high', 2],
    ['sokolowLyonMv', 3.6, man(50), 'high', 3.5],
    ['qtcFridericiaMs', 505, man(50), 'high', 500],
    ['qtcFridericiaMs', 462, woman(50), 'high', 460],
  ] as const)('%s of %d is %s', (id, value, person, side, limit) => {
    expect(flagOf(id, { [id]: value }, person)).toMatchObject({ id, value, side, limit })
  })

  test.each([
    ['qrsAxisDeg', 110, child('male', 120)],
    ['qrsMs', 100, child('male', 150)],
    ['qtcFridericiaMs', 448, man(50)],
    ['cornellMv', 2.1, man(50)],
    ['sokolowLyonMv', 3.4, man(50)],
  ] as const)('%s of %d is within', (id, value, person) => {
    expect(flagOf(id, { [id]: value }, person)).toBeNull()
  })
})

describe('limits of a person', () => {
  test('a rate that is high for a man is none for a newborn', () => {
    expect(flagOf('rateBpm', { rateBpm: 150 }, man(30))).toMatchObject({ ageBand: 'adult', verified: true })
    expect(flagOf('rateBpm', { rateBpm: 150 }, child('female', 0.5))).toBeNull()
  })

  test('a flag of a child says the band, the sex and that the table is not verified', () => {
    expect(flagOf('rateBpm', { rateBpm: 95 }, child('female', 2))).toMatchObject({
      side: 'low',
      limit: 126,
      ageBand: '1-3m',
      rule: 'ecg.normal.child',
      verified: false,
    })
    expect(flagOf('qrsMs', { qrsMs: 86 }, child('female', 24))).toMatchObject({ sex: 'female', limit: 85 })
  })

  test('where sex or age are unknown only what holds for all counts', () => {
    expect(flagOf('qtcFridericiaMs', { qtcFridericiaMs: 455 }, { sex: null, ageDays: 50 * YEAR })).toBeNull()
    expect(
      flagOf('qtcFridericiaMs', { qtcFridericiaMs: 465 }, { sex: null, ageDays: 50 * YEAR }),
    ).toMatchObject({ limit: 460, sex: null })
    expect(flagOf('rateBpm', { rateBpm: 130 }, null)).toBeNull()
    expect(flagOf('rateBpm', { rateBpm: 220 }, null)).toMatchObject({ ageBand: 'any', limit: 216, sex: null })
    expect(flagOf('sokolowLyonMv', { sokolowLyonMv: 5 }, null)).toBeNull()
    expect(flagOf('qtcFridericiaMs', { qtcFridericiaMs: 480 }, null)).toBeNull()
    expect(flagOf('qtcFridericiaMs', { qtcFridericiaMs: 510 }, null)).toMatchObject({
      limit: 500,
      ageBand: 'any',
    })
  })

  test('whoever it may be, a flag of the unknown is a flag of everyone', () => {
    const ids = ['rateBpm', 'prMs', 'qrsMs', 'qrsAxisDeg'] as const
    const people = [0.5, 2, 4, 9, 20, 50, 80, 110, 180, 240, 600].flatMap((months) => [
      child('male', months),
      child('female', months),
    ])
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.integer({ min: -180, max: 300 }), (id, value) => {
        const unknown = flagOf(id, { [id]: value }, null)
        if (unknown) for (const person of people) expect(flagOf(id, { [id]: value }, person)).not.toBeNull()
      }),
    )
  })

  test('Sokolow-Lyon is asked of nobody below forty, and says what the Chinese textbook holds', () => {
    expect(flagOf('sokolowLyonMv', { sokolowLyonMv: 4.2 }, man(25))).toBeNull()
    expect(flagOf('sokolowLyonMv', { sokolowLyonMv: 3.8 }, man(60))).toMatchObject({ note: 'china-voltage' })
    expect(flagOf('sokolowLyonMv', { sokolowLyonMv: 3.8 }, woman(60))).toMatchObject({ note: null })
  })

  test('a rate of 55 is low, and normal for many Chinese laboratories', () => {
    expect(flagOf('rateBpm', { rateBpm: 55 }, man(30))).toMatchObject({ side: 'low', note: 'china-rate' })
    expect(flagOf('rateBpm', { rateBpm: 45 }, man(30))).toMatchObject({ side: 'low', note: null })
  })

  test('a long QTc beside a wide QRS says so', () => {
    expect(flagOf('qtcFridericiaMs', { qtcFridericiaMs: 480, qrsMs: 140 }, man(50))).toMatchObject({
      note: 'wide-qrs',
    })
  })

  test("Bazett's number is held against the limits between 60 and 90 /min only", () => {
    expect(flagOf('qtcBazettMs', { qtcBazettMs: 480, rateBpm: 75 }, man(50))).toMatchObject({ limit: 450 })
    expect(flagOf('qtcBazettMs', { qtcBazettMs: 480, rateBpm: 100 }, man(50))).toBeNull()
  })

  test('a long QT of an infant is seen at the rate of an infant', () => {
    const values = { qtMs: 330, rateBpm: 140 }
    expect(flagOf('qtcBazettMs', values, child('male', 4))).toMatchObject({
      side: 'high',
      limit: 453,
      note: 'child-rate',
    })
    expect(flagOf('qtcBazettMs', { qtMs: 280, rateBpm: 140 }, child('male', 4))).toBeNull()
  })

  test('the axis of a newborn may lie on the far side of 180°', () => {
    expect(flagOf('qrsAxisDeg', { qrsAxisDeg: -172 }, child('male', 0.5))).toBeNull()
    expect(flagOf('qrsAxisDeg', { qrsAxisDeg: -172 }, man(40))).toMatchObject({ side: 'high' })
    expect(flagOf('qrsAxisDeg', { qrsAxisDeg: 10 }, child('male', 0.5))).toMatchObject({ side: 'low' })
  })

  test('a number is held against the limits as it is printed', () => {
    expect(flagOf('rateBpm', { rateBpm: 59.6 }, man(30))).toBeNull()
    expect(flagOf('rateBpm', { rateBpm: 59.4 }, man(30))).toMatchObject({ value: 59, side: 'low' })
    expect(flagOf('cornellMv', { cornellMv: 2.804 }, man(30))).toBeNull()
  })

  test('what is not measured passes no limit', () => {
    expect(limitFlags(figuresWith({}), man(50))).toEqual([])
  })
})
