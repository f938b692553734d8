import { good, type Outcome } from '#domain/problem.ts'
import { parseAt, type At } from '#domain/record/at.ts'
import { decimalOf } from '#domain/record/decimal.ts'
import type { FactDraft, SubjectId } from '#domain/record/fact.ts'
import { createRandom, type Random } from '#domain/random.ts'
import type { ClinicRoom } from './clinic-room.ts'
import type { NewPerson } from './keeper.ts'

/** The practice clinic: nothing in it is true, nothing to remember, and its passphrase protects nobody. */
export const PRACTICE = {
  clinic: '青石镇卫生院（练习）',
  showClinicName: true,
  user: { name: '练习用户 Practice', label: '练习 Practice', role: 'clinician', passphrase: 'practice' },
  emergencyRead: true,
} as const

const SEED = 20261121
const DAY_MS = 86_400_000

interface Made {
  readonly person: NewPerson
  readonly write: (about: Scene) => readonly FactDraft[]
}

/** What a made-up history is written with. */
interface Scene {
  readonly subject: SubjectId
  readonly random: Random
  /** The day so many days ago, as the tablet's clock tells it. */
  at(daysAgo: number): At
}

/** A dozen people with the histories that a township clinic knows, and a school class, all made up. */
export async function fillPractice(room: ClinicRoom): Promise<Outcome<null>> {
  const { machine } = room.ground
  const nowMs = machine.nowMs()
  const at = (daysAgo: number) => parseAt(new Date(nowMs - daysAgo * DAY_MS).toISOString().slice(0, 10), 480)!
  const made = [...ADULTS, ...schoolClass()]
  const registered = await room.people.registerMany(
    made.map(({ person }) => person),
    () => undefined,
  )
  if (!registered.ok) return registered
  const drafts = made.flatMap(({ write }, i) =>
    write({ subject: registered.value[i]!, random: createRandom(SEED + i, 'practice'), at }),
  )
  const written = await room.charts.write(drafts)
  return written.ok ? good(null) : written
}

function draft(
  kind: string,
  subject: SubjectId,
  value: unknown,
  at: At,
  by = '',
  measured = false,
): FactDraft {
  return {
    kind,
    verb: 'assert',
    subject,
    at,
    body: { value, source: { origin: measured ? 'measured' : 'entered', by } },
  }
}

/** Blood pressure that comes down over a year, as treatment that is taken does. */
function pressures({ subject, random, at }: Scene, from: number, to: number, visits: number): FactDraft[] {
  return Array.from({ length: visits }, (_, i) => {
    const share = visits === 1 ? 1 : i / (visits - 1)
    const systolic = Math.round(from + (to - from) * share + random.between(-5, 5))
    const value = {
      systolicMmHg: decimalOf(systolic, 0),
      diastolicMmHg: decimalOf(Math.round(systolic * 0.6 + random.between(-3, 3)), 0),
      heartRatePerMin: decimalOf(Math.round(random.between(66, 84)), 0),
    }
    return draft('vitals', subject, value, at(Math.round(350 * (1 - share))), 'HEM-7136', true)
  })
}

const result = (loinc: string, text: string, value: number, digits: number, unit: string) => ({
  test: { system: 'loinc', code: loinc, text },
  value: { is: 'quantity', value: decimalOf(value, digits), unit },
})

function person(
  name: string,
  sex: 'male' | 'female',
  birthDate: string,
  village: string,
  phone: string,
): NewPerson {
  return { identity: { name, sex, birthDate }, identifiers: [], contact: { village, phone } }
}

const problem = (code: string, text: string, onset: string) => ({
  condition: { system: 'icd10', code, text },
  status: 'active',
  onset,
})
const medicine = (text: string, dose: number, unit: string, frequency: string) => ({
  drug: { text },
  status: 'active',
  dose: { value: decimalOf(dose, 0), unit },
  frequency,
})

const FOLK: readonly Made[] = [
  {
    person: person('石建国', 'male', '1968-03-01', '青石镇三组', '13800001234'),
    write: (scene) => [
      draft('problem', scene.subject, problem('I10', '高血压', '2017'), scene.at(340)),
      draft(
        'allergy',
        scene.subject,
        { is: 'allergy', substance: { text: '青霉素' }, reaction: '皮疹', since: '2019' },
        scene.at(340),
      ),
      draft('medication', scene.subject, medicine('氨氯地平', 5, 'mg', '每日一次'), scene.at(200)),
      ...pressures(scene, 162, 148, 9),
      draft('result', scene.subject, result('14682-9', '肌酐', 96, 0, 'umol/L'), scene.at(40)),
      draft('result', scene.subject, result('2823-3', '钾', 4.3, 1, 'mmol/L'), scene.at(40)),
    ],
  },
  {
    person: person('欧阳秀英', 'female', '1955-11-20', '青石镇一组', '13800005678'),
    write: (scene) => [
      draft('problem', scene.subject, problem('E11', '2型糖尿病', '2012'), scene.at(300)),
      draft('allergy', scene.subject, { is: 'none-known' }, scene.at(300)),
      draft('medication', scene.subject, medicine('二甲双胍', 500, 'mg', '每日两次'), scene.at(300)),
      draft('result', scene.subject, result('4548-4', '糖化血红蛋白', 8.1, 1, '%'), scene.at(260)),
      draft('result', scene.subject, result('4548-4', '糖化血红蛋白', 7.6, 1, '%'), scene.at(150)),
      draft('result', scene.subject, result('4548-4', '糖化血红蛋白', 7.2, 1, '%'), scene.at(30)),
      ...pressures(scene, 138, 132, 5),
    ],
  },
  {
    person: person('单丽', 'female', '1990-06-15', '柳树村', '13800002345'),
    write: (scene) => [
      draft(
        'pregnancy',
        scene.subject,
        { status: 'pregnant', lastMenstrualPeriod: '2026-06-20' },
        scene.at(60),
      ),
      draft('allergy', scene.subject, { is: 'none-known' }, scene.at(60)),
      draft('blood-group', scene.subject, { abo: 'B', rhD: 'positive' }, scene.at(60)),
      ...pressures(scene, 112, 116, 3),
    ],
  },
  {
    person: person('买买提·艾力', 'male', '1979', '柳树村', '13800003456'),
    write: (scene) => [...pressures(scene, 128, 126, 2)],
  },
  {
    person: person('查桂香', 'female', '1948-02', '石桥村', ''),
    write: (scene) => [
      draft('problem', scene.subject, problem('J44', '慢性阻塞性肺疾病', '2009'), scene.at(320)),
      draft('problem', scene.subject, problem('I48', '心房颤动', '2024'), scene.at(320)),
      draft('medication', scene.subject, medicine('地高辛', 1, '片', '每日一次'), scene.at(320)),
      ...pressures(scene, 134, 130, 4),
    ],
  },
]

const ADULTS = FOLK.map((made) =>
  made.person.contact.phone === '' ? { ...made, person: withoutPhone(made.person) } : made,
)

function withoutPhone(one: NewPerson): NewPerson {
  const { phone: _, ...contact } = one.contact
  return { ...one, contact }
}

const PUPILS = ['陈子涵', '仇雨桐', '曾浩然', '解思远', '杨诗涵', '周子轩', '李欣怡', '王梓睿'] as const

/** A class for the station: born nine years ago, measured last autumn. */
function schoolClass(): Made[] {
  return PUPILS.map((name, i) => ({
    person: {
      identity: { name, sex: i % 2 === 0 ? 'female' : 'male', birthDate: `2017-0${1 + i}-1${i}` },
      identifiers: [],
      contact: {
        school: '青石镇中心小学',
        className: '三年级2班',
        guardian: { name: `${name[0]}家长`, relation: '父母' },
      },
    },
    write: ({ subject, random, at }) => [
      draft(
        'vitals',
        subject,
        { heightCm: decimalOf(random.between(126, 138), 1), weightKg: decimalOf(random.between(24, 36), 1) },
        at(370),
        '',
        true,
      ),
    ],
  }))
}
