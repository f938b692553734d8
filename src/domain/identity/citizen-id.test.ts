import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkCharacter } from './check-digit.ts'
import { citizenIdTail, compareWithStated, maskCitizenId, parseCitizenId } from './citizen-id.ts'

const TODAY = '2026-11-21'
const code = (text: string): string | undefined => {
  const outcome = parseCitizenId(text, TODAY)
  return outcome.ok ? undefined : outcome.problem.code
}

/** Made-up numbers of knowledge id.gb11643: no person is meant. */
const VECTORS = [
  ['43010219900101001', '6'],
  ['43010219850615002', '8'],
  ['43038119521231010', '5'],
  ['43112120150229001', 'X'],
  ['43012420200808101', '2'],
  ['11010119491001001', 'X'],
  ['81000019880301123', '8'],
  ['83000020010203045', '6'],
] as const

/** Any valid number of somebody born between 1900 and 2025. */
const validId = fc
  .record({
    division: fc.constantFrom('430102', '430381', '431181', '110101', '440305'),
    day: fc.integer({ min: -25_500, max: 20_000 }),
    sequence: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ division, day, sequence }) => {
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
    const first17 = division + date + String(sequence).padStart(3, '0')
    return first17 + checkCharacter(first17)
  })

describe('the check character', () => {
  test.each(VECTORS)('of %s is %s', (first17, check) => {
    expect(checkCharacter(first17)).toBe(check)
  })
})

describe('an identity number', () => {
  test('gives birth date, sex and division as evidence', () => {
    expect(parseCitizenId('430102199001010016', TODAY)).toEqual({
      ok: true,
      value: {
        number: '430102199001010016',
        comparable: '430102199001010016',
        kind: 'citizen-id',
        evidence: {
          birthDate: '1990-01-01',
          sex: 'male',
          division: { code: '430102', name: '湖南省长沙市芙蓉区' },
        },
        warnings: [],
      },
    })
    expect(parseCitizenId('430102198506150028', TODAY)).toMatchObject({
      value: { evidence: { sex: 'female', birthDate: '1985-06-15' } },
    })
    expect(parseCitizenId('11010119491001001X', TODAY)).toMatchObject({
      value: { evidence: { division: { name: '北京市' } }, warnings: [] },
    })
  })

  test('is taken in full-width digits, with spaces, hyphens and a small x', () => {
    for (const text of [
      '１１０１０１１９４９１００１００１Ｘ',
      ' 110101 19491001 001x ',
      '110101-19491001-001X',
    ])
      expect(parseCitizenId(text, TODAY)).toMatchObject({ ok: true, value: { number: '11010119491001001X' } })
  })

  test('with a wrong digit says what the first 17 ask for, and no more than is known', () => {
    expect(parseCitizenId('430102199001010011', TODAY)).toMatchObject({
      problem: { code: 'citizen-id-check-digit', details: { given: '1', expected: '6' } },
    })
  })

  test('with a birthday that does not exist points at characters 7 to 14', () => {
    expect(parseCitizenId('43112120150229001X', TODAY)).toMatchObject({
      problem: { code: 'citizen-id-birth-date', details: { date: '2015-02-29' } },
    })
  })

  test('of somebody not born yet, or born 130 years ago, is refused', () => {
    const born = (date: string): string => {
      const first17 = `430102${date}001`
      return first17 + checkCharacter(first17)
    }
    expect(code(born('20261122'))).toBe('citizen-id-birth-in-future')
    expect(code(born('20261121'))).toBeUndefined()
    expect(code(born('18961120'))).toBe('citizen-id-birth-too-early')
    expect(code(born('18961121'))).toBeUndefined()
  })

  test('of another length, or with other characters, says where', () => {
    expect(code('')).toBe('citizen-id-empty')
    expect(parseCitizenId('43010219900101001', TODAY)).toMatchObject({
      problem: { code: 'citizen-id-length', details: { length: 17 } },
    })
    expect(parseCitizenId('4301021990010100O6', TODAY)).toMatchObject({
      problem: { code: 'citizen-id-characters', details: { position: 17, character: 'O' } },
    })
    expect(parseCitizenId('E12345678', TODAY)).toMatchObject({ problem: { details: { position: 1 } } })
    expect(parseCitizenId('43010219900101001𠂇', TODAY)).toMatchObject({
      problem: { details: { position: 18, character: '𠂇' } },
    })
  })

  test('of fifteen digits is read, and compared in its new form', () => {
    expect(parseCitizenId('430102680301002', TODAY)).toMatchObject({
      value: {
        kind: 'citizen-id-old',
        number: '430102680301002',
        comparable: `43010219680301002${checkCharacter('43010219680301002')}`,
        evidence: { birthDate: '1968-03-01', sex: 'female' },
      },
    })
    expect(code('430102681301002')).toBe('citizen-id-birth-date')
  })

  test('may be a permit of somebody from Hong Kong or Taiwan, or of a foreigner', () => {
    expect(parseCitizenId('810000198803011238', TODAY)).toMatchObject({
      value: {
        kind: 'hmt-permit',
        evidence: { division: { name: '香港特别行政区' } },
        warnings: [],
      },
    })
    expect(parseCitizenId('830000200102030456', TODAY)).toMatchObject({ value: { kind: 'hmt-permit' } })
    const foreign = '91184019900101001'
    expect(parseCitizenId(foreign + checkCharacter(foreign), TODAY)).toMatchObject({
      value: { kind: 'foreign-permanent', evidence: { sex: 'male', division: { name: null } }, warnings: [] },
    })
  })

  test('with a county code of yesterday is kept with a doubt', () => {
    const first17 = '43112119680301002'
    const outcome = parseCitizenId(first17 + checkCharacter(first17), TODAY)
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        evidence: { division: { code: '431121', name: '湖南省永州市' } },
        warnings: [{ code: 'citizen-id-division-not-listed' }],
      },
    })
    const nowhere = '77010119680301002'
    expect(parseCitizenId(nowhere + checkCharacter(nowhere), TODAY)).toMatchObject({
      ok: true,
      value: { warnings: [{ code: 'citizen-id-division-unknown', details: { division: '77' } }] },
    })
  })

  test('with any single character mistyped is caught', () => {
    fc.assert(
      fc.property(validId, fc.nat(17), fc.constantFrom(...'0123456789X'), (id, at, typed) => {
        fc.pre(id[at] !== typed)
        expect(parseCitizenId(id, TODAY).ok).toBe(true)
        expect(parseCitizenId(id.slice(0, at) + typed + id.slice(at + 1), TODAY).ok).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  test('with any two neighbours swapped is caught', () => {
    fc.assert(
      fc.property(validId, fc.nat(16), (id, at) => {
        fc.pre(id[at] !== id[at + 1])
        const swapped = id.slice(0, at) + id[at + 1] + id[at] + id.slice(at + 2)
        expect(parseCitizenId(swapped, TODAY).ok).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('evidence against what is stated', () => {
  const evidence = {
    birthDate: '1968-03-01',
    sex: 'female',
    division: { code: '430102', name: null },
  } as const

  test('raises each difference and changes nothing', () => {
    const differences = compareWithStated(evidence, { birthDate: '1968-02-03', sex: 'male' })
    expect(differences.map((each) => [each.code, each.details])).toEqual([
      ['citizen-id-birth-date-differs', { fromId: '1968-03-01', stated: '1968-02-03' }],
      ['citizen-id-sex-differs', { fromId: 'female', stated: 'male' }],
    ])
  })

  test('agrees with what is known less precisely', () => {
    expect(compareWithStated(evidence, { birthDate: '1968', sex: 'unknown' })).toEqual([])
    expect(compareWithStated(evidence, {})).toEqual([])
    expect(compareWithStated(evidence, { birthDate: '1969' })).toHaveLength(1)
  })
})

describe('on a shared screen', () => {
  test('a number shows its first six and last four characters', () => {
    expect(maskCitizenId('43010219900101001X')).toBe('430102********001X')
    expect(maskCitizenId('430102680301002')).toBe('430102*****1002')
    expect(maskCitizenId('E12345678')).toBe('*********')
    expect(citizenIdTail('43010219900101001X')).toBe('001X')
  })
})
