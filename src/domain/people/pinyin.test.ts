import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import data from './data/surname-readings.json' with { type: 'json' }
import { readingsOf } from './pinyin.ts'
import { readTypedReading } from './typed-reading.ts'

describe('the readings of a name', () => {
  test('have no tones, v for ü, and a tone digit a syllable beside them', () => {
    expect(readingsOf('石建国')).toEqual({ full: ['shi jian guo'], initials: ['sjg'], tones: ['242'] })
    expect(readingsOf('吕绿').full).toEqual(['lv lv'])
  })

  test.each([
    ['单丽', ['shan li', 'dan li']],
    ['曾伟', ['zeng wei', 'ceng wei']],
    ['翟红', ['zhai hong', 'di hong']],
    ['乐平', ['yue ping', 'le ping']],
    ['單麗', ['shan li', 'dan li']],
  ])('of a polyphonic surname are all there, the surname reading first: %s', (name, full) => {
    expect(readingsOf(name).full).toEqual(full)
  })

  test.each([
    ['尉迟恭', 'yu chi gong'],
    ['万俟卨', 'mo qi xie'],
    ['欧阳修', 'ou yang xiu'],
    ['长孙无忌', 'zhang sun wu ji'],
  ])('of a compound surname are its own: %s', (name, first) => {
    expect(readingsOf(name).full[0]).toBe(first)
  })

  test('of a surname and given name are not read across the two: 高兴 is no adjective here', () => {
    expect(readingsOf('高兴').full).toEqual(['gao xing'])
    expect(readingsOf('曾经').full[0]).toBe('zeng jing')
  })

  test('of a given name that is read in two ways are both there', () => {
    expect(readingsOf('王晟').full).toEqual(['wang sheng', 'wang cheng'])
  })

  test('leave out what nobody can read, and the rest is there', () => {
    expect(readingsOf('石𠂇国')).toEqual({ full: ['shi guo'], initials: ['sg'], tones: ['22'] })
    expect(readingsOf('🙂<b>')).toEqual({ full: ['b'], initials: ['b'], tones: ['0'] })
    expect(readingsOf('ئابدۇللا')).toEqual({ full: [], initials: [], tones: [] })
  })

  test('know a character beyond the BMP', () => {
    expect(readingsOf('李𬭸').full).toEqual(['li lin'])
  })

  test('of a Latin name are its words without accents', () => {
    expect(readingsOf('María Silva')).toEqual({ full: ['maria silva'], initials: ['ms'], tones: ['00'] })
  })

  test('begin with what a person typed', () => {
    expect(readingsOf('单丽', 'Chán Lì')).toEqual({
      full: ['chan li', 'shan li', 'dan li'],
      initials: ['cl', 'sl', 'dl'],
      tones: ['24', '44', '14'],
    })
  })

  test('of the list of polyphonic surnames are found under each of its readings', () => {
    for (const [surname, readings] of Object.entries(data.readings)) {
      const { full } = readingsOf(`${surname}明`)
      expect(full).toEqual(readings.map((reading) => `${reading.replace(/\d/g, '')} ming`))
    }
  })

  test('of any text are few, and in step with their tones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
        const { full, initials, tones } = readingsOf(name)
        expect(full.length).toBeLessThanOrEqual(8)
        expect(tones.length).toBe(full.length)
        full.forEach((reading, i) => {
          expect(reading).toMatch(/^[a-z]+( [a-z]+)*$/)
          expect(tones[i]!.length).toBe(reading.split(' ').length)
          expect(initials).toContain(reading.replace(/([a-z])[a-z]* ?/g, '$1'))
        })
      }),
      { seed: 9 },
    )
  })
})

describe('a typed reading', () => {
  test.each([
    ['Shàn Yǎlì', 3, 'shan ya li', '434'],
    ['shan4 ya3 li4', 3, 'shan ya li', '434'],
    ['shanyali', 3, 'shan ya li', '000'],
    ['SHAN Yali', 3, 'shan ya li', '000'],
    ["xi'an", 2, 'xi an', '00'],
    ['Xiān', 1, 'xian', '1'],
    ['lǚ', 1, 'lv', '3'],
    ['lu:4 hong2', 2, 'lv hong', '42'],
    ['fangang', 2, 'fang ang', '00'],
  ])('%s for %i characters is %s', (typed, count, syllables, tones) => {
    const reading = readTypedReading(typed, count)
    expect([reading?.syllables.join(' '), reading?.tones.join('')]).toEqual([syllables, tones])
  })

  test('that does not divide is kept as it was written', () => {
    expect(readTypedReading('zzz', 3)?.syllables).toEqual(['zzz'])
  })

  test('without a letter is none', () => {
    expect(readTypedReading(' 12 ·', 2)).toBeNull()
  })

  test('of a thousand letters is not long in the thinking', () => {
    expect(readTypedReading('a'.repeat(1000) + 'zzz', 300)?.syllables).toHaveLength(1)
  })
})
