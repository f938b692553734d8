import type { NewPerson } from '#data/keeper/keeper.ts'
import type { PersonEntry } from '#domain/people/person-entry.ts'
import { syntheticPeople } from '#domain/people/synthetic-people.fixture.ts'
import { createRandom } from '#domain/random.ts'
import { decimalOf } from '#domain/record/decimal.ts'
import type { FactBody } from '#domain/record/fact.ts'

/** A made-up township and what is typed at its desk; the same for each seed. */
const SEED = 20261121
/** People who are looked for, one after the other. */
const LOOKED_FOR = 20

/** What somebody types to find a person, key by key. */
export const TYPED = ['initials', 'pinyin', 'characters', 'birth year', 'phone tail'] as const
export type Typed = (typeof TYPED)[number]

/** A person as a plain table would hold them: with the readings that its index needs. */
export interface PlainPerson {
  readonly id: string
  readonly name: string
  readonly pinyin: readonly string[]
  readonly initials: readonly string[]
  readonly birthDate: string
  readonly phoneTail: string
}

export interface Township {
  readonly people: readonly NewPerson[]
  readonly plain: readonly PlainPerson[]
  /** Each a text as it stands after each key. */
  readonly queries: Readonly<Record<Typed, readonly string[]>>
}

/** @returns exactly `count` people, each with one name, one number where they have one, telephone and village */
export function township(count: number): Township {
  const entries = syntheticPeople(count, SEED).slice(0, count)
  const random = createRandom(SEED, 'desk')
  const wanted = Array.from({ length: LOOKED_FOR }, () => entries[Math.floor(random.uniform() * count)]!)
  return {
    people: entries.map(personOf),
    plain: entries.map(plainOf),
    queries: {
      initials: wanted.flatMap(({ initials }) => keys(initials[0] ?? '')),
      pinyin: wanted.flatMap(({ full }) => keys((full[0] ?? '').replaceAll(' ', ''))),
      characters: wanted.flatMap(({ name }) => keys(name)),
      'birth year': wanted.flatMap(({ birthDate }) => keys((birthDate ?? '').slice(0, 4))),
      'phone tail': wanted.flatMap(({ phoneTail }) => keys(phoneTail ?? '')),
    },
  }
}

function personOf({ name, sex, birthDate, phoneTail, idTail, place }: PersonEntry, index: number): NewPerson {
  return {
    identity: { name, sex, ...(birthDate ? { birthDate } : {}) },
    identifiers: idTail.map((tail) => ({
      system: 'health-card',
      value: `4301${String(index).padStart(8, '0')}${tail}`,
      verified: true,
    })),
    contact: { village: place ?? '', ...(phoneTail ? { phone: `1390000${phoneTail}` } : {}) },
  }
}

function plainOf(entry: PersonEntry): PlainPerson {
  return {
    id: entry.subject,
    name: entry.name,
    pinyin: entry.full.map((reading) => reading.replaceAll(' ', '')),
    initials: entry.initials,
    birthDate: entry.birthDate ?? '',
    phoneTail: entry.phoneTail ?? '',
  }
}

function keys(text: string): string[] {
  const characters = Array.from(text)
  return characters.map((_, i) => characters.slice(0, i + 1).join(''))
}

/** What a person's chart is made of: years of visits, each with vital signs, a result and a few sentences. */
export interface ChartFact {
  readonly kind: 'vitals' | 'result' | 'note'
  readonly at: string
  readonly body: FactBody
}

/** @param count facts; @param seed another chart for each */
export function chartFacts(count: number, seed: number): ChartFact[] {
  const random = createRandom(seed, 'chart')
  const whole = (low: number, high: number) => Math.round(random.between(low, high))
  return Array.from({ length: count }, (_, i): ChartFact => {
    const at = new Date(Date.UTC(2016, 0, 1) + Math.floor(i / 3) * 7 * 86_400_000).toISOString().slice(0, 10)
    if (i % 3 === 0) {
      const value = {
        systolicMmHg: decimalOf(whole(110, 170), 0),
        diastolicMmHg: decimalOf(whole(60, 100), 0),
        heartRatePerMin: decimalOf(whole(55, 110), 0),
        temperatureCel: decimalOf(random.between(36, 38), 1),
        weightKg: decimalOf(random.between(50, 70), 1),
      }
      return { kind: 'vitals', at, body: { value, source: { origin: 'measured', by: 'HEM-7136' } } }
    }
    if (i % 3 === 1) {
      const value = {
        test: { system: 'loinc', code: '2345-7', text: '葡萄糖' },
        value: { is: 'quantity', value: decimalOf(random.between(4, 12), 1), unit: 'mmol/L' },
        specimen: '血清',
      }
      return { kind: 'result', at, body: { value, source: { origin: 'entered', by: '' } } }
    }
    const text = `复诊，血压${whole(110, 170)}/${whole(60, 100)}，无头晕胸闷，继续目前治疗，${whole(1, 4)}周后复查。`
    return {
      kind: 'note',
      at,
      body: { value: { sentences: [{ text }] }, source: { origin: 'entered', by: '' } },
    }
  })
}
