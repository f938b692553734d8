import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { CANDIDATES_MAX, candidatesFor } from './candidates.ts'
import { likelyDuplicates, type LikelyDuplicate } from './duplicates.ts'
import type { PersonEntry } from './person-entry.ts'
import { createPeopleIndex } from './search-segment.ts'
import { entryOf, registeredAgain, syntheticPeople } from './synthetic-people.fixture.ts'

const TOWNSHIP = 20_000
const COUNTY = 1_000_000

const FIELDS = {
  name: '石建国',
  sex: 'male',
  birthDate: '1968-03-12',
  phoneTail: '5678',
  place: '石家村',
} as const

const KEPT = entryOf('kept', FIELDS)

type Changes = Partial<Omit<PersonEntry, 'subject'>>

/** The kept person at another desk, with these fields other than there. */
const again = (changes: Changes = {}) => entryOf('new', { ...FIELDS, ...changes })

/** As before, with only these fields known. */
const known = (fields: readonly (keyof typeof FIELDS)[], changes: Changes = {}) => {
  const kept = Object.fromEntries(fields.map((field) => [field, FIELDS[field]]))
  return entryOf('new', { name: FIELDS.name, ...kept, ...changes })
}

function judge(newcomer: PersonEntry, population = TOWNSHIP, kept = KEPT): LikelyDuplicate | undefined {
  return likelyDuplicates(newcomer, [kept], population)[0]
}

describe('somebody who is here already', () => {
  test('is noticed, with the fields that agree as reasons, the strongest first', () => {
    const found = judge(again())!
    expect(found).toMatchObject({ subject: 'kept', tier: 'probable', vetoes: [] })
    expect(found.reasons.map(({ field, level }) => `${field} ${level}`)).toEqual([
      'birth-date exact',
      'name identical',
      'phone agrees',
      'place agrees',
      'sex agrees',
    ])
    expect(found.bits).toBeCloseTo(
      found.reasons.reduce((sum, { bits }) => sum + bits, 0),
      9,
    )
    expect(found.probability).toBeGreaterThan(0.9999)
  })

  test.each([
    ['with a name of the same sound', { name: '石健国' }, 'name same-sound-and-tone'],
    ['with a name of a near sound', { name: '石建果' }, 'name same-sound'],
    ['with month and day exchanged', { birthDate: '1968-12-03' }, 'birth-date month-and-day-swapped'],
    ['with a digit of the birth date wrong', { birthDate: '1968-03-17' }, 'birth-date one-digit-off'],
    ['with the year of birth alone', { birthDate: '1968' }, 'birth-date same-year-rest-unknown'],
    ['with another telephone', { phoneTail: '1111' }, 'phone differs'],
  ] as const)('%s is noticed all the same, and the slip is a reason', (_, changes, reason) => {
    const found = judge(again(changes))!
    expect(['probable', 'review']).toContain(found.tier)
    expect(found.reasons.map(({ field, level }) => `${field} ${level}`)).toContain(reason)
    expect(found.bits).toBeLessThan(judge(again())!.bits)
  })

  test('from a group of the village is from the village', () => {
    expect(judge(again({ place: '石家村3组' }))?.bits).toBe(judge(again())?.bits)
  })

  test('by name, birth date and sex is at the edge in a township and short of it in a county', () => {
    const newcomer = known(['birthDate', 'sex'])
    expect(judge(newcomer, TOWNSHIP)?.bits).toBeGreaterThan(27)
    expect(judge(newcomer, TOWNSHIP)?.bits).toBeLessThan(31)
    expect(judge(newcomer, TOWNSHIP)?.tier).toBe('review')
    expect(judge(known(['birthDate', 'sex', 'phoneTail']), TOWNSHIP)?.tier).toBe('probable')
    expect(judge(newcomer, COUNTY)!.probability).toBeLessThan(judge(newcomer, TOWNSHIP)!.probability)
  })

  test('is not told by the name alone', () => {
    expect(judge(known([]))).toBeUndefined()
  })

  test('counts for less under a name that everybody has, or on a 1 January', () => {
    const crowd = Array.from({ length: 60 }, (_, i) =>
      entryOf(`other ${i}`, { name: '石建国', birthDate: `19${20 + i}-01-01`, sex: 'male' }),
    )
    const bits = (newcomer: PersonEntry, people: readonly PersonEntry[], field: string) => {
      const found = likelyDuplicates(newcomer, people, TOWNSHIP).find(({ subject }) => subject === 'kept')
      return found!.reasons.find((reason) => reason.field === field)!.bits
    }
    expect(bits(again(), [KEPT, ...crowd], 'name')).toBeLessThan(bits(again(), [KEPT], 'name') - 5)
    const newYear = { birthDate: '1968-01-01' }
    const kept = entryOf('kept', { ...FIELDS, ...newYear })
    const born = Array.from({ length: 60 }, (_, i) => entryOf(`other ${i}`, { name: '王芳', ...newYear }))
    expect(bits(again(newYear), [kept, ...born], 'birth-date')).toBeLessThan(
      bits(again(newYear), [kept], 'birth-date') - 5,
    )
  })

  test('by the same verified number is exact, whatever the weights', () => {
    const idKey = ['citizen-id:c2Fs']
    const kept = entryOf('kept', { ...FIELDS, idKey })
    expect(judge(known(['birthDate'], { idKey }), COUNTY, kept)?.tier).toBe('exact')
    expect(judge(known([], { idKey, birthDate: '1999-09-09' }), COUNTY, kept)?.tier).toBe('exact')
  })

  test('is never oneself', () => {
    expect(likelyDuplicates(KEPT, [KEPT], TOWNSHIP)).toEqual([])
  })
})

describe('a veto beats the weights', () => {
  const kept = entryOf('kept', { ...FIELDS, idKey: ['citizen-id:c2Fs'] })
  test.each([
    [
      'a verified number of somebody else',
      { name: '王芳', birthDate: '1999-09-09', idKey: ['citizen-id:c2Fs'] },
      'identifier-of-another-person',
    ],
    ['two verified numbers that differ', { idKey: ['citizen-id:b3Ro'] }, 'verified-identifiers-differ'],
    ['sex differing', { sex: 'female' }, 'sex-differs'],
    ['sex and birth date differing', { sex: 'female', birthDate: '1969-11-25' }, 'sex-and-birth-date-differ'],
    ['twins', { name: '石建军' }, 'twins'],
    ['years of birth apart', { birthDate: '1975-11-25' }, 'birth-years-apart'],
  ] as const)('%s', (_, changes, veto) => {
    const found = judge(again(changes), TOWNSHIP, kept)
    expect(found?.tier).toBe('review')
    expect(found?.vetoes).toContain(veto)
  })

  test('of different kinds, numbers do not contradict each other', () => {
    expect(judge(again({ idKey: ['passport:b3Ro'] }), TOWNSHIP, kept)).toMatchObject({
      tier: 'probable',
      vetoes: [],
    })
  })

  test('father and son who sound alike are two people', () => {
    const son = again({ name: '石健国', birthDate: '1993-11-25' })
    expect(judge(son)).toMatchObject({ tier: 'review', vetoes: ['parent-and-child'] })
  })

  test('a couple with one telephone is not noticed at all', () => {
    expect(judge(again({ name: '王芳', sex: 'female', birthDate: '1969-11-25' }))).toBeUndefined()
  })

  test('nor are brothers born a year apart, who share all that a household shares', () => {
    expect(judge(again({ name: '石建军', birthDate: '1969-11-25' }))).toBeUndefined()
  })

  test('a slip of one digit in the year is no different year', () => {
    expect(judge(again({ birthDate: '1988-03-12' }))?.vetoes).toEqual([])
  })
})

/**
 * 3,000 made-up people in families; 400 of them come a second time with slips (`SLIPS` of the fixture), 400 are
 * compared with everybody else as if they came for the first time.
 */
describe.each([1, 2])('in a made-up township (seed %i)', (seed) => {
  const COUNT = 400
  const seen = {
    found: 0,
    first: 0,
    probable: 0,
    wrongProbable: 0,
    newReview: 0,
    newProbable: 0,
    candidatesMost: 0,
  }

  beforeAll(() => {
    const people = syntheticPeople(3000, seed)
    const index = createPeopleIndex(people)
    const random = createRandom(seed, 'who comes again')
    const anybody = () => people[Math.floor(random.uniform() * people.length)]!
    for (let i = 0; i < COUNT; i++) {
      const person = anybody()
      const newcomer = registeredAgain(person, random)
      const duplicates = likelyDuplicates(newcomer, index.entries(), index.size)
      const hit = duplicates.find(({ subject }) => subject === person.subject)
      seen.found += Number(hit !== undefined)
      seen.first += Number(hit !== undefined && duplicates[0] === hit)
      seen.probable += Number(hit?.tier === 'probable')
      seen.wrongProbable += duplicates.filter((each) => each.tier === 'probable' && each !== hit).length
      if (i % 10 === 0) {
        const { candidates } = candidatesFor(newcomer, index.entries())
        seen.candidatesMost = Math.max(seen.candidatesMost, candidates.length)
      }
      const others = likelyDuplicates(anybody(), index.entries(), index.size)
      seen.newReview += others.filter(({ tier }) => tier === 'review').length
      seen.newProbable += others.filter(({ tier }) => tier === 'probable').length
    }
  }, 60_000)

  test('98 in 100 who come again are noticed, nearly all in the first place', () => {
    expect(seen.found / COUNT).toBeGreaterThan(0.98)
    expect(seen.first / COUNT).toBeGreaterThan(0.97)
  })

  test('more than 8 in 10 are beyond doubt, and of those whom it calls so fewer than 1 in 200 is somebody else', () => {
    expect(seen.probable / COUNT).toBeGreaterThan(0.8)
    expect(seen.wrongProbable / COUNT).toBeLessThan(0.005)
    expect(seen.newProbable / COUNT).toBeLessThan(0.005)
  })

  test('who comes for the first time is stopped rarely: the queue stays under 20 pairs in 1,000 registrations', () => {
    expect(seen.newReview / COUNT).toBeLessThan(0.02)
  })

  test('few are looked at closely', () => {
    expect(seen.candidatesMost).toBeLessThan(CANDIDATES_MAX)
  })
})

test('in a village of one clan the likeliest are looked at, and no more than the limit', () => {
  const clan = Array.from({ length: 900 }, (_, i) =>
    entryOf(`clan ${i}`, { name: '石明', place: '石家村', birthDate: '1968', sex: 'male' }),
  )
  const { candidates } = candidatesFor(again(), [...clan, KEPT])
  expect(candidates).toHaveLength(CANDIDATES_MAX)
  expect(candidates[0]!.entry).toBe(KEPT)
})
