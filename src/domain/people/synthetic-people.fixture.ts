import { createRandom, type Random } from '../random.ts'
import { looksAlike } from './glyphs.ts'
import type { PersonEntry } from './person-entry.ts'
import { readingsOf } from './pinyin.ts'
import { nearSound } from './sound.ts'

/*
 * Made-up people of a township, in families: shared surnames, telephones and villages, siblings with a
 * generation character, twins, 1 January birth dates. Nobody is meant. And the same people written down a
 * second time, with the slips of a registration desk.
 */

/** About the shares, per cent, of the commonest surnames of China; the rest is made even. */
const SURNAMES: readonly (readonly [string, number])[] = [
  ...pairs('王李张刘陈', 6.3),
  ...pairs('杨黄吴赵周', 2.3),
  ...pairs('徐孙马朱胡林郭何高罗', 1.2),
  ...pairs(
    '郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江',
    0.5,
  ),
  ...pairs('单仇解查盖区朴覃缪宁乐员牟翟谌尹薛段雷黎史龙陶贺顾毛郝龚邵万钱严赖武戚', 0.15),
  ['欧阳', 0.3],
  ['司马', 0.05],
]

const GIVEN_FEMALE = Array.from(
  '丽芳娟敏静秀英玉兰桂香梅红艳霞燕玲萍华云珍莲凤琴慧婷雪莉娜琳倩颖洁莹蓉芬菊素淑惠春花金荣月娥银翠彩巧珠爱群满姣冬美' +
    '欣怡佳思雨涵诗梓萱可馨语嫣晓璐瑶琪妍菲媛宁悦彤蕾薇',
)
const GIVEN_MALE = Array.from(
  '伟强军勇杰磊洋涛明超刚平建国志文华斌波辉峰鹏飞龙林海云德福贵生根水山木石柱发财宝成顺长青松柏祥兴旺富荣光宗耀祖家' +
    '宇浩轩博泽睿子俊豪天佑铭晨旭阳毅恒凯鑫翔瑞嘉诚信义忠良',
)
const VILLAGES = Array.from(
  { length: 30 },
  (_, i) => `${'石杨李龙白青黄大新长'[i % 10]}${'家桥塘'[Math.floor(i / 10)]}村`,
)

function pairs(characters: string, share: number): (readonly [string, number])[] {
  return Array.from(characters, (character) => [character, share] as const)
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random.uniform() * from.length)]!
}

/** Earlier characters of the list are commoner, as in life. */
function pickCommon(from: readonly string[], random: Random): string {
  return from[Math.floor(random.uniform() ** 1.7 * from.length)]!
}

function pickSurname(random: Random): string {
  const total = SURNAMES.reduce((sum, [, share]) => sum + share, 0)
  let left = random.uniform() * total
  return (SURNAMES.find(([, share]) => (left -= share) < 0) ?? SURNAMES[0]!)[0]
}

const tail = (random: Random) => String(Math.floor(random.uniform() * 10_000)).padStart(4, '0')

function birthDateIn(year: number, random: Random): string {
  if (year < 1970 && random.uniform() < 0.04) return `${year}-01-01`
  if (year < 1960 && random.uniform() < 0.04) return `${year}`
  const month = 1 + Math.floor(random.uniform() * 12)
  const day = 1 + Math.floor(random.uniform() * (month === 2 ? 28 : 30))
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

export function entryOf(
  subject: string,
  fields: Partial<PersonEntry> & { readonly name: string },
): PersonEntry {
  const plain = { otherNames: [], sex: 'unknown', idTail: [], updatedAtMs: 0 } as const
  return { ...plain, ...readingsOf(fields.name), ...fields, subject }
}

/** @returns families whole, so a few more people than asked for */
export function syntheticPeople(count: number, seed: number): PersonEntry[] {
  const random = createRandom(seed, 'synthetic people')
  const people: PersonEntry[] = []
  const clans = VILLAGES.map(() => pickSurname(random))
  while (people.length < count) {
    const village = Math.floor(random.uniform() * VILLAGES.length)
    const surname = random.uniform() < 0.3 ? clans[village]! : pickSurname(random)
    people.push(...family(surname, VILLAGES[village]!, random, people.length))
  }
  return people
}

function family(surname: string, place: string, random: Random, first: number): PersonEntry[] {
  const generation = pick(GIVEN_MALE, random)
  const familyPhone = tail(random)
  const fatherBorn = 1935 + Math.floor(random.uniform() * 65)
  let number = first
  const member = (
    sex: 'male' | 'female',
    ownSurname: string,
    birthDate: string,
    shared?: string,
  ): PersonEntry => {
    const list = sex === 'male' ? GIVEN_MALE : GIVEN_FEMALE
    const one = shared ?? (random.uniform() < 0.75 ? pickCommon(list, random) : '')
    const phone = random.uniform() < 0.45 ? familyPhone : tail(random)
    const known = random.uniform() < 0.85 ? { phoneTail: phone } : {}
    const idTail = random.uniform() < 0.7 ? [tail(random)] : []
    const name = ownSurname + one + pickCommon(list, random)
    return entryOf(`p${number++}`, { name, sex, birthDate, place, idTail, ...known })
  }
  const people = [
    member('male', surname, birthDateIn(fatherBorn, random)),
    member(
      'female',
      pickSurname(random),
      birthDateIn(fatherBorn + Math.floor(random.between(-4, 5)), random),
    ),
  ]
  const children = Math.floor(random.uniform() * 4)
  const isGeneration = random.uniform() < 0.4
  let born = fatherBorn + 21
  for (let i = 0; i < children && born < 2025; i++) {
    const birthDate = birthDateIn(born, random)
    const sex = random.uniform() < 0.5 ? 'male' : 'female'
    people.push(member(sex, surname, birthDate, isGeneration ? generation : undefined))
    if (random.uniform() < 0.012)
      people.push(member(sex, surname, birthDate, isGeneration ? generation : undefined))
    born += 1 + Math.floor(random.uniform() * 4)
  }
  return people
}

/** What went wrong when somebody was registered again; shares of all second registrations. */
const SLIPS = {
  sameSound: 0.06,
  nearSound: 0.02,
  glyph: 0.02,
  nickname: 0.01,
  daySwapped: 0.02,
  digitOff: 0.03,
  yearOnly: 0.04,
  birthMissing: 0.02,
  sexMissing: 0.03,
  sexWrong: 0.003,
  phoneChanged: 0.2,
  phoneMissing: 0.25,
  placeChanged: 0.08,
  placeMissing: 0.15,
  idMissing: 0.6,
} as const

/** The same person at another desk on another day. */
export function registeredAgain(person: PersonEntry, random: Random): PersonEntry {
  const happens = (slip: keyof typeof SLIPS) => random.uniform() < SLIPS[slip]
  const again: Record<string, unknown> = { ...person }
  const name = slippedName(person, random)
  Object.assign(again, { name, ...readingsOf(name) })

  const born = person.birthDate
  if (happens('birthMissing')) delete again['birthDate']
  else if (happens('yearOnly')) again['birthDate'] = born?.slice(0, 4)
  else if (born?.length === 10 && happens('daySwapped')) {
    if (born.slice(8) <= '12') again['birthDate'] = `${born.slice(0, 4)}-${born.slice(8)}-${born.slice(5, 7)}`
  } else if (born?.length === 10 && happens('digitOff')) {
    again['birthDate'] = `${born.slice(0, 9)}${(Number(born[9]) + 1 + Math.floor(random.uniform() * 8)) % 10}`
  }
  if (happens('sexMissing')) again['sex'] = 'unknown'
  else if (happens('sexWrong')) again['sex'] = person.sex === 'male' ? 'female' : 'male'
  if (happens('phoneMissing')) delete again['phoneTail']
  else if (happens('phoneChanged')) again['phoneTail'] = tail(random)
  if (happens('placeMissing')) delete again['place']
  else if (happens('placeChanged')) again['place'] = pick(VILLAGES, random)
  if (happens('idMissing')) again['idTail'] = []
  return { ...(again as unknown as PersonEntry), subject: `${person.subject} again` }
}

const ALL_GIVEN = [...new Set([...GIVEN_FEMALE, ...GIVEN_MALE])]
const SOUND_OF = new Map(
  ALL_GIVEN.map((character) => [character, readingsOf(`王${character}`).full[0]!.slice(5)]),
)

function slippedName({ name }: PersonEntry, random: Random): string {
  const characters = Array.from(name)
  const given = characters.at(-1)!
  const chance = random.uniform()
  const sound = SOUND_OF.get(given) ?? ''
  const alike = (fits: (other: string) => boolean) => {
    const others = ALL_GIVEN.filter((other) => other !== given && fits(other))
    return others.length === 0 ? name : [...characters.slice(0, -1), pick(others, random)].join('')
  }
  if (chance < SLIPS.sameSound) return alike((other) => SOUND_OF.get(other) === sound)
  if (chance < SLIPS.sameSound + SLIPS.nearSound) {
    return alike(
      (other) => SOUND_OF.get(other) !== sound && nearSound(SOUND_OF.get(other)!) === nearSound(sound),
    )
  }
  if (chance < SLIPS.sameSound + SLIPS.nearSound + SLIPS.glyph)
    return alike((other) => looksAlike(given, other))
  if (chance < SLIPS.sameSound + SLIPS.nearSound + SLIPS.glyph + SLIPS.nickname)
    return `${characters[0]!}老${given}`
  return name
}
