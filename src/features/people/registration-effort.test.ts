import { expect, test } from 'vitest'
import { REGISTRATION_FIELDS, type FieldId } from './registration-fields.ts'

/**
 * How long registration takes, from taps and keystrokes: the keystroke-level model (Card, Moran and Newell, CACM
 * 23(7), 1980) for somebody who knows the form and has the card or the answer. Seconds each:
 * M 1.35 thinking of what comes next; P 1.10 pointing, here a tap that has to be aimed; K 0.40 a key of the
 * keyboard on the screen (0.33 s on telephones: Palin and others, MobileHCI 2019, 36 words a minute; a little
 * slower for digits from a card); R 0.50 the answer of the app where one waits for it (budget: 0.05 s).
 * The time in which a person answers a question is not in it: no form can shorten that.
 */
const M = 1.35
const P = 1.1
const K = 0.4
const R = 0.5

/** From one field to the next: the keyboard's own "next" key. */
const NEXT = K

type Journey = Readonly<Partial<Record<FieldId, string>>>

/** Letters of a spelled word are its pinyin; a tap on the characters follows each word. */
function fieldSeconds(id: FieldId, value: string): number {
  const { entry } = REGISTRATION_FIELDS.find((field) => field.id === id)!
  const words = value.split(' ')
  const keys = words.join('').length * K
  if (entry === 'typed') return M + keys + NEXT
  if (entry === 'spelled') return M + keys + words.length * P + NEXT
  if (entry === 'chosen') return M + P
  // Characters, then the suggestion.
  return M + keys + 2 * P + NEXT
}

function registrationSeconds(journey: Journey): number {
  const fields = Object.entries(journey).map(([id, value]) => fieldSeconds(id as FieldId, value))
  const toTheForm = M + P + R
  const lookAtDuplicates = M
  const save = M + P + R
  return toTheForm + fields.reduce((sum, seconds) => sum + seconds, 0) + lookAtDuplicates + save
}

const ADULT_WITH_CARD: Journey = {
  name: 'shi jian guo',
  citizenId: '430102196803010012',
  phone: '13800001234',
  village: 'san zu',
}

const ADULT_WITHOUT_CARD: Journey = {
  name: 'liu gui ying',
  sex: 'female',
  born: '19590312',
  phone: '13800001234',
  village: 'wu zu',
}

/** Everything that is asked of a child, by hand; the town stands there from the person before. */
const CHILD: Journey = {
  name: 'long xiao chuan',
  sex: 'male',
  born: '20220814',
  phone: '13800001234',
  village: 'er zu',
  school: 'zx',
  className: '3',
  guardianName: 'wu qiu ju',
  guardianRelation: 'mother',
}

const WHOLE: Journey = {
  name: 'long xiao chuan',
  citizenId: '430102202208140018',
  phone: '13800001234',
  division: 'dy',
  village: 'er zu',
  school: 'zx',
  className: '3',
  guardianName: 'wu qiu ju',
  guardianRelation: 'mother',
  guardianPhone: '13900005678',
}

test('an adult with an identity card is registered by hand in under 76 seconds', () => {
  expect(registrationSeconds(ADULT_WITH_CARD)).toBeLessThan(76)
})

test('an adult without a card is registered by hand in under 76 seconds', () => {
  expect(registrationSeconds(ADULT_WITHOUT_CARD)).toBeLessThan(76)
})

test('a pupil with school, class and guardian is registered by hand in under 76 seconds', () => {
  expect(registrationSeconds(CHILD)).toBeLessThan(76)
})

test('everything that can be asked of a child, and nothing carried over, stays under 76 seconds', () => {
  expect(registrationSeconds(WHOLE)).toBeLessThan(76)
})

test('every field that is open is in that journey: a field that is added must be paid for', () => {
  const asked = REGISTRATION_FIELDS.filter(({ part }) => part !== 'more').map(({ id }) => id)
  // The number of a card says sex and birth date; without one they are typed, which is the shorter of the two.
  expect(asked.filter((id) => !Object.hasOwn(WHOLE, id))).toEqual(['sex', 'born'])
})

test('somebody who was here before is found by initials and their visit begun in under 13 seconds', () => {
  const toPeople = M + P
  const initials = 'sjg'.length * K + R
  const firstHit = M + K
  const openPerson = R
  const startVisit = M + P + R
  expect(toPeople + initials + firstHit + openPerson + startVisit).toBeLessThan(13)
})

test('a name that many share costs a year of birth and a look more, and stays under 13 seconds', () => {
  const toPeople = M + P
  const initialsAndYear = 'zw 68'.length * K + R
  const lookAndTap = 2 * M + P
  const startVisit = M + P + R
  expect(toPeople + initialsAndYear + lookAndTap + R + startVisit).toBeLessThan(13)
})

test('the estimates, in whole seconds: card, no card, pupil, everything', () => {
  const journeys = [ADULT_WITH_CARD, ADULT_WITHOUT_CARD, CHILD, WHOLE]
  expect(journeys.map((journey) => Math.round(registrationSeconds(journey)))).toEqual([37, 35, 56, 68])
})
