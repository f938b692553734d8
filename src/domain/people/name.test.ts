import { pinyin } from 'pinyin-pro'
import { describe, expect, test } from 'vitest'
import { comparableName, NAME_CODE_POINTS_MAX, partsOfName, readName } from './name.ts'
import { splitName } from './surname.ts'
import { traditionalPairs } from './traditional.ts'

function nameOf(typed: string): string {
  const read = readName(typed)
  if (!read.ok) throw new Error(read.problem.message)
  return read.value.text
}

function refusal(typed: string) {
  const read = readName(typed)
  return read.ok ? null : read.problem
}

describe('a name', () => {
  test('stays as it was typed, but for the spaces at its ends', () => {
    expect(nameOf('  石 建国 ')).toBe('石 建国')
    expect(nameOf('張偉')).toBe('張偉')
    expect(nameOf('de la Cruz')).toBe('de la Cruz')
  })

  test('is kept in NFC', () => {
    expect(nameOf('Jose\u0301')).toBe('Jos\u00E9')
  })

  test('of markup, emoji and characters beyond the BMP is text like any other', () => {
    const odd = '<img src=x onerror=alert(1)>👨‍👩‍👧𬭸𠂇𣲗'
    expect(nameOf(odd)).toBe(odd)
  })

  test('is counted in characters, not in the halves of UTF-16', () => {
    const extensionB = '𠂇'.repeat(NAME_CODE_POINTS_MAX)
    expect(extensionB.length).toBe(2 * NAME_CODE_POINTS_MAX)
    expect(nameOf(extensionB)).toBe(extensionB)
    expect(refusal(`${extensionB}石`)).toMatchObject({
      code: 'name-too-long',
      details: { count: 201, most: 200 },
    })
  })

  test.each([
    ['a bell', '石\u0007国', 2, 'U+0007'],
    ['a line break', '石建国\n高血压', 4, 'U+000A'],
    ['an override of direction', '石\u202E国建', 2, 'U+202E'],
    ['half a character', '石\uD842', 2, 'U+D842'],
  ])('with %s is refused, and where it stands is said', (_, typed, position, character) => {
    expect(refusal(typed)).toMatchObject({
      code: 'name-has-control-characters',
      details: { position, character },
    })
  })

  test.each(['', '   ', '\u200B', '\u3000'])('of nothing is refused: %j', (typed) => {
    expect(refusal(typed)?.code).toBe('name-empty')
  })
})

describe('two spellings of one name compare as equal', () => {
  test.each([
    ['买买提·艾力', '买买提•艾力'],
    ['买买提·艾力', '买买提．艾力'],
    ['石 建国', '石建国'],
    ['石建国', '石建國'],
    ['Ｌｉ Ming', 'li ming'],
    ['㐂\uFE00', '㐂'],
  ])('%s and %s', (a, b) => {
    expect(comparableName(a)).toBe(comparableName(b))
  })

  test('and two names do not', () => {
    expect(comparableName('石建国')).not.toBe(comparableName('石建军'))
  })
})

test('a traditional character and its simplified form share a sound', () => {
  const sounds = (character: string) =>
    pinyin(character, { multiple: true, type: 'array', toneType: 'none', v: true })
  const strangers = [...traditionalPairs()].filter(
    ([a, b]) => !sounds(a).some((each) => sounds(b).includes(each)),
  )
  expect(strangers).toEqual([])
})

test('the parts of a name are its characters and its words', () => {
  expect(partsOfName('石𠂇国')).toEqual(['石', '𠂇', '国'])
  expect(partsOfName('María Silva 🙂')).toEqual(['María', 'Silva'])
  expect(partsOfName('买买提·艾力')).toEqual(['买', '买', '提', '艾', '力'])
})

test.each([
  ['石建国', '石', '建国'],
  ['欧阳锋', '欧阳', '锋'],
  ['歐陽鋒', '欧阳', '锋'],
  ['欧阳', '欧', '阳'],
  ['爱新觉罗启星', '爱新觉罗', '启星'],
  ['买买提·艾力', '', '买买提·艾力'],
  ['Maria Silva', '', 'MARIASILVA'],
])('%s has the surname %j', (name, surname, given) => {
  expect(splitName(name)).toEqual({ surname, given })
})
