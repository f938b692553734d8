import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import data from './data/icd10.json' with { type: 'json' }
import { icdTerm, searchIcd } from './icd10.ts'

const codes = (query: string, limit = 20) => searchIcd(query, { limit }).map(({ code }) => code)

describe('a diagnosis is found', () => {
  test.each([
    ['gxy', 'I10'],
    ['gaoxueya', 'I10'],
    ['gaoxy', 'I10'],
    ['gao xue ya', 'I10'],
    ['高血压', 'I10'],
    ['i10', 'I10'],
    ['I10', 'I10'],
    ['j459', 'J45.9'],
    ['J45.9', 'J45.9'],
    ['hypertension', 'I10'],
    ['high blood pr', 'I10'],
    ['tnb', 'E11.9'],
    ['diabetes', 'E11.9'],
    ['type 2 kidney', 'E11.2'],
    ['感冒', 'J00'],
    ['冠心病', 'I25.1'],
    ['guanxinb', 'I25.1'],
    ['anemia', 'D64.9'],
    ['anaemia', 'D64.9'],
    ['edema', 'R60.0'],
    ['xunma', 'L50.9'],
    ['qianma', 'L50.9'],
    ['naocuzhong', 'I64'],
    ['naozuzhong', 'I64'],
    ["bell's", 'G51.0'],
    ['HIV', 'B24'],
    ['癫癎', 'G40.9'],
    ['nve', 'B54'],
    ['霍乱', 'A00'],
    ['huoluan', 'A00'],
    ['百日咳', 'A37'],
    ['brk', 'A37'],
  ])('%s gives %s first or second', (query, code) => {
    expect(codes(query).slice(0, 2)).toContain(code)
  })

  test('by the beginning of its code, with all that it begins', () => {
    expect(codes('E11', 50)).toEqual(
      expect.arrayContaining(['E11', 'E11.2', 'E11.3', 'E11.4', 'E11.5', 'E11.9']),
    )
    expect(codes('E11', 50).every((code) => code.startsWith('E11'))).toBe(true)
  })
})

describe('the list of what is found', () => {
  test('puts the short list before the categories', () => {
    const levels = searchIcd('gan', { limit: 200 }).map(({ level }) => level)
    expect(levels).toEqual([...levels].sort((a, b) => (a === b ? 0 : a === 'short' ? -1 : 1)))
    expect(new Set(levels)).toEqual(new Set(['short', 'category']))
  })

  test('holds blocks and chapters only if asked', () => {
    expect(searchIcd('循环系统', { levels: ['chapter'] })).toMatchObject([
      { code: 'I00-I99', level: 'chapter' },
    ])
    expect(searchIcd('循环系统疾病').some(({ level }) => level === 'chapter')).toBe(false)
  })

  test('says English and other names where the short list has them', () => {
    expect(searchIcd('冠心病')[0]).toMatchObject({
      code: 'I25.1',
      zh: '动脉硬化性心脏病',
      en: 'Coronary artery disease',
      also: expect.arrayContaining(['冠心病']),
      level: 'short',
    })
    expect(searchIcd('霍乱')[0]).toMatchObject({ code: 'A00', en: null, also: [] })
  })

  test('marks manifestations, which are never coded alone', () => {
    expect(icdTerm('F00')).toMatchObject({ dagger: '*' })
    expect(icdTerm('A17')).toMatchObject({ dagger: '+' })
    expect(icdTerm('I10')).toMatchObject({ dagger: null })
  })

  test('is empty for nothing and for nonsense', () => {
    expect(searchIcd('')).toEqual([])
    expect(searchIcd('  ')).toEqual([])
    expect(searchIcd('zzzzzz')).toEqual([])
  })

  test('is never longer than asked, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 120 }),
        fc.integer({ min: 1, max: 30 }),
        (query, limit) => {
          expect(searchIcd(query, { limit }).length).toBeLessThanOrEqual(limit)
        },
      ),
      { seed: 9, numRuns: 50 },
    )
  })
})

const terms = [...data.short, ...data.categories].map((line) => line.split('\t'))

test('every code stands once, and every name has a syllable for each character', () => {
  const all = terms.map(([code]) => code!.replace(/[*+]$/, ''))
  expect(new Set(all).size).toBe(all.length)
  for (const [code, zh, pinyin] of terms) {
    zh!.split(';').forEach((name, i) => {
      const characters = name.match(/\p{Script=Han}/gu)?.length
      for (const reading of pinyin!.split(';')[i]!.split('|'))
        expect([code, reading.split(' ').length]).toEqual([code, characters])
    })
  }
})

test('each of the short list has English, and what is common belongs to it', () => {
  const short = new Map(data.short.map((line) => [line.split('\t')[0], line.split('\t')[3]]))
  expect(short.size).toBe(391)
  expect(
    [...short.values()].every((en) => en !== undefined && /^[\p{Script=Latin}\d ,()'.-]+$/u.test(en)),
  ).toBe(true)
  expect(data.common.filter((code) => !short.has(code))).toEqual([])
})

/** GPL: for this test alone, never shipped. */
const WHOLE_LIST = fileURLToPath(new URL('../../../../shared/data/zh/icd10-zh.tsv', import.meta.url))

test.skipIf(!existsSync(WHOLE_LIST))('every code of ours is a code of ICD-10', () => {
  const whole = new Set(
    readFileSync(WHOLE_LIST, 'utf8')
      .split('\n')
      .map((line) => line.split('\t')[0]),
  )
  const strangers = terms.map(([code]) => code!.replace(/[*+]$/, '')).filter((code) => !whole.has(code))
  expect(strangers).toEqual([])
})
