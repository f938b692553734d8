import { expect, test } from 'vitest'
import { CODED_FINDINGS, findingNamed, wordsToFind } from './findings.ts'
import { pinyinInitials } from './pinyin.ts'
import { searched } from './search.ts'

const found = (query: string) => searched(CODED_FINDINGS, query, wordsToFind).map(({ name }) => name)

test('first letters are those that people type', () => {
  expect(pinyinInitials('胸腔积液')).toBe('xqjy')
  expect(pinyinInitials('肺结节')).toBe('fjj')
  expect(pinyinInitials('甲状腺 TI-RADS')).toBe('jzxtirads')
  expect(pinyinInitials('重度')).toBe('zd')
})

test('a finding is found in either language, by pinyin and by English initials', () => {
  expect(found('积液')).toContain('pleural-effusion')
  expect(found('xqjy')[0]).toBe('pleural-effusion')
  expect(found('effusion')).toEqual(expect.arrayContaining(['pleural-effusion', 'joint-effusion']))
  expect(found('pe')).toContain('pulmonary-embolism')
  expect(found('cardiomegaly')).toEqual(['cardiomegaly'])
  expect(found('qixiong')).toEqual([])
  expect(found('qqq')).toEqual([])
})

test('what begins with the words stands before what holds them', () => {
  expect(found('骨折')[0]).toBe('fracture')
  expect(found('骨折')).toContain('rib-fracture')
  expect(found('lung')[0]).toBe('lung-nodule')
})

test('nothing typed offers the beginning of the list', () => {
  expect(found('')).toHaveLength(12)
  expect(findingNamed('no-such-finding')).toBeNull()
})
