import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tailOf } from './person-entry.ts'
import { createPeopleIndex, type PersonHit } from './search-segment.ts'
import { entryOf, syntheticPeople } from './synthetic-people.fixture.ts'

const PEOPLE = [
  entryOf('shi', {
    name: '石建国',
    otherNames: ['老石', '石狗娃'],
    sex: 'male',
    birthDate: '1968-03-12',
    phoneTail: '5678',
    idTail: ['001X'],
    place: '石家村3组',
    updatedAtMs: 5,
  }),
  entryOf('son', {
    name: '石建',
    sex: 'male',
    birthDate: '2016',
    school: '坪上小学',
    className: '三年级2班',
  }),
  entryOf('sister', { name: '石佳桂', birthDate: '1970-11', phoneTail: '1968', updatedAtMs: 2 }),
  entryOf('dead', { name: '石建国', birthDate: '1930-01-01', deceased: true, updatedAtMs: 9 }),
  entryOf('shan', { name: '单丽', birthDate: '1990-05-06', idTail: ['0028', '9911'] }),
  entryOf('lv', { name: '吕娜', className: '3-1', school: '坪上小学' }),
  entryOf('rare', { name: '𬭸𠂇', birthDate: '1999-09-09' }),
  entryOf('emoji', { name: '<b>🙂小明', place: '龙塘村' }),
  entryOf('minority', { name: '买买提·艾力', place: '龙塘村' }),
  entryOf('latin', { name: 'María Silva' }),
]

const index = createPeopleIndex(PEOPLE)
const found = (query: string, options = {}) => index.search(query, options).map((hit) => hit.subject)
const why = (hit: PersonHit | undefined) => hit?.matched.map(({ field, how }) => `${field} ${how}`)

describe('people are found', () => {
  test.each([
    ['石建国', 'shi', 'name exact'],
    ['石建', 'son', 'name exact'],
    ['石狗', 'shi', 'other-name prefix'],
    ['sjg', 'shi', 'pinyin initials'],
    ['SJG', 'shi', 'pinyin initials'],
    ['shijg', 'shi', 'pinyin prefix'],
    ['shi jian guo', 'shi', 'pinyin exact'],
    ['shijianguo', 'shi', 'pinyin exact'],
    ['shijiang', 'shi', 'pinyin prefix'],
    ['石jg', 'shi', 'name mixed'],
    ['石建g', 'shi', 'name mixed'],
    ['shi建国', 'shi', 'name mixed'],
    ['建国', 'shi', 'name part'],
    ['jianguo', 'shi', 'pinyin part'],
    ['1968-3-12', 'shi', 'birth-date prefix'],
    ['19680312', 'shi', 'birth-date prefix'],
    ['5678', 'shi', 'phone tail'],
    ['13800005678', 'shi', 'phone tail'],
    ['001x', 'shi', 'identifier tail'],
    ['43010219680312001X', 'shi', 'identifier tail'],
    ['石家村', 'shi', 'place part'],
    ['danli', 'shan', 'pinyin exact'],
    ['shanli', 'shan', 'pinyin exact'],
    ['9911', 'shan', 'identifier tail'],
    ['lvna', 'lv', 'pinyin exact'],
    ['lüna', 'lv', 'pinyin exact'],
    ['lu n', 'lv', 'pinyin prefix'],
    ['3-2', 'son', 'class exact'],
    ['三（2）班', 'son', 'class exact'],
    ['坪上', 'son', 'school part'],
    ['𠂇', 'rare', 'name part'],
    ['lin', 'rare', 'pinyin exact'],
    ['🙂', 'emoji', 'name part'],
    ['小明', 'emoji', 'name part'],
    ['买买提', 'minority', 'name prefix'],
    ['maimaiti', 'minority', 'pinyin prefix'],
    ['maria', 'latin', 'pinyin prefix'],
    ['silva', 'latin', 'name part'],
  ])('%s finds %s by %s', (query, subject, reason) => {
    const hit = index.search(query).find((each) => each.subject === subject)
    expect(why(hit)).toEqual([reason])
  })

  test('by several words, each of which must fit', () => {
    expect(found('sjg 1968')).toEqual(['shi', 'sister'])
    expect(found('sjg 5678')).toEqual(['shi'])
    expect(why(index.search('sjg 68')[0])).toEqual(['pinyin initials', 'birth-date tail'])
    expect(found('石 三年级2班')).toEqual(['son'])
    expect(found('sjg 1990')).toEqual([])
  })

  test('by age, when today is known', () => {
    expect(found('石 58岁', { onDate: '2026-11-21' })).toEqual(['shi'])
    expect(found('石 57岁', { onDate: '2026-03-11' })).toEqual(['shi'])
    expect(found('10岁', { onDate: '2026-11-21' })).toEqual(['son'])
    expect(found('9岁', { onDate: '2026-11-21' })).toEqual(['son'])
    expect(found('58岁')).toEqual([])
  })

  test('within a school and a class only, if asked', () => {
    expect(found('', { school: '坪上小学' }).sort()).toEqual(['lv', 'son'])
    expect(found('l', { school: '坪上小学', className: '3-1' })).toEqual(['lv'])
    expect(found('sjg', { school: '坪上小学' })).toEqual([])
  })
})

describe('the order', () => {
  test('puts whole names before beginnings, and the living before the dead', () => {
    expect(found('石建国')).toEqual(['shi', 'dead'])
    expect(found('石建')).toEqual(['son', 'shi', 'dead'])
  })

  test('puts a birth year before the tail of a telephone', () => {
    expect(found('1968')).toEqual(['shi', 'sister'])
  })

  test('puts a name that the initials spell before one that they begin', () => {
    expect(found('sj')[0]).toBe('son')
  })

  test('of an empty query is the latest first, the dead last', () => {
    expect(found('').slice(0, 2)).toEqual(['shi', 'sister'])
    expect(found('').at(-1)).toBe('dead')
  })

  test('is cut at the limit', () => {
    expect(index.search('s', { limit: 2 })).toHaveLength(2)
  })
})

describe('the index', () => {
  test('finds a person under the new name after a change, and no more under the old', () => {
    const changing = createPeopleIndex(PEOPLE)
    changing.upsert(entryOf('shan', { name: '王芳' }))
    expect(changing.size).toBe(PEOPLE.length)
    expect(changing.search('wf').map((hit) => hit.subject)).toEqual(['shan'])
    expect(changing.search('shanli')).toEqual([])
  })

  test('forgets a person', () => {
    const changing = createPeopleIndex(PEOPLE)
    changing.remove('shan')
    expect(changing.search('shanli')).toEqual([])
    expect(changing.get('shan')).toBeUndefined()
    expect([...changing.entries()]).toHaveLength(PEOPLE.length - 1)
  })

  test('finds everybody by name, by initials and by full pinyin', () => {
    const people = syntheticPeople(300, 11)
    const many = createPeopleIndex(people)
    for (const { subject, name, full, initials } of people) {
      for (const query of [name, initials[0]!, full[0]!, full[0]!.replaceAll(' ', '')]) {
        expect(many.search(query, { limit: 300 }).map((hit) => hit.subject)).toContain(subject)
      }
    }
  })

  test('answers any text without fail', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (query) => {
        expect(index.search(query).length).toBeLessThanOrEqual(PEOPLE.length)
      }),
      { seed: 9 },
    )
  })
})

test('a tail is the last four signs of a number, however it is written', () => {
  expect(tailOf('138 0000-5678')).toBe('5678')
  expect(tailOf('43010219680312001x')).toBe('001X')
  expect(tailOf('')).toBe('')
})
