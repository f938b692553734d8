import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { twiceSummed } from '#domain/growth/growth-tables.ts'
import { compactJson } from './compact-json.ts'
import { twiceDifferenced } from './growth.ts'
import { referenceOf } from './lab-reference.ts'
import { referenceData } from './reference-data.ts'

const SHARED = '../shared'

describe('the reference data of the tree', () => {
  test.skipIf(!existsSync(`${SHARED}/knowledge`))(
    'are what the generator makes of the shared material',
    () => {
      for (const { path, content } of referenceData(SHARED))
        expect(readFileSync(path, 'utf8') === compactJson(content), path).toBe(true)
    },
  )

  test('say where they came from, and stay small', () => {
    const paths = [
      'src/domain/vitals/data/vitals-limits.json',
      'src/domain/growth/data/who-growth.json',
      'src/domain/growth/data/school-age-limits.json',
      'src/domain/lab/data/lab-tests.json',
      'src/domain/lab/data/clinic-observations.json',
      'src/domain/identity/data/hunan-divisions.json',
      'src/domain/identity/data/hunan-towns.json',
      'src/domain/ecg/limits/data/ecg-limits.json',
      'src/domain/ecg/statements/data/aha-statements.json',
      'src/domain/ecg/statements/data/rule-sources.json',
      'src/domain/ecg/critical/data/critical-list.json',
    ]
    const texts = paths.map((path) => readFileSync(path, 'utf8'))
    for (const text of texts) {
      const { meta } = JSON.parse(text) as { meta: Record<string, string> }
      for (const key of ['source', 'licence', 'date', 'generator']) expect(meta[key]).toBeTruthy()
    }
    expect(texts.join('').length).toBeLessThan(350_000)
  })
})

test('a list kept as differences of differences comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -2_000_000, max: 2_000_000 })), (halves) => {
      const list = halves.map((each) => each / 2)
      expect(twiceSummed(twiceDifferenced(list)).map((each) => each + 0)).toEqual(
        list.map((each) => each + 0),
      )
    }),
  )
})

describe('a reference interval in words', () => {
  const read = (M: string | null, F: string | null) => referenceOf({ M, F, source: 'kit' })

  test('is one for both sexes where they are the same', () => {
    expect(read('3.5-5.3', '3.5-5.3').reference).toEqual([{ low: 3.5, high: 5.3 }])
    expect(read('1.0-2.6', 'same').reference).toEqual([{ low: 1, high: 2.6 }])
    expect(read('130-175', '115-150').reference).toEqual([
      { sex: 'male', low: 130, high: 175 },
      { sex: 'female', low: 115, high: 150 },
    ])
  })

  test('may hold for ages, which the other sex borrows', () => {
    expect(read('57-97 (20-59 y), 57-111 (60-79 y)', '41-73, 41-81').reference[3]).toEqual({
      sex: 'female',
      ages: [60, 80],
      low: 41,
      high: 81,
    })
    expect(read('0-125 (<75 y), 0-450', 'same').reference).toEqual([
      { ages: [18, 75], low: 0, high: 125 },
      { ages: [75, null], low: 0, high: 450 },
    ])
  })

  test('may have one end, a condition, or words instead', () => {
    expect(read('1.0-', '1.0-').reference).toEqual([{ low: 1, high: null }])
    expect(read('>=10 immune', 'same')).toMatchObject({
      condition: 'immune',
      reference: [{ low: 10, high: null }],
    })
    expect(read('negative', 'negative')).toMatchObject({ expected: 'negative', reference: [] })
    expect(read(null, '0-35').reference).toEqual([{ sex: 'female', low: 0, high: 35 }])
    expect(read('kit', 'kit').reference).toEqual([])
  })

  test('that nobody has taught it is never guessed', () => {
    expect(() => read('about 5', 'same')).toThrow('no reference interval')
    expect(() => read('3-5 (after lunch)', 'same')).toThrow('unknown condition')
  })
})
