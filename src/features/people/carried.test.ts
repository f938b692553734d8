import { expect, test } from 'vitest'
import { carriedFromQuery, carry, takeCarried } from './carried.ts'

test('a name in characters goes along, pinyin that was typed to search does not', () => {
  expect(carriedFromQuery(' 石建国 ')).toEqual({ name: '石建国' })
  expect(carriedFromQuery('sjg')).toEqual({})
})

test('eleven digits are a telephone, eighteen an identity number', () => {
  expect(carriedFromQuery('138 0000 1234')).toEqual({ phone: '13800001234' })
  expect(carriedFromQuery('43112120150229001x')).toEqual({ citizenId: '43112120150229001X' })
})

test('what was carried is taken once', () => {
  carry({ name: '石建国' })
  expect(takeCarried()).toEqual({ name: '石建国' })
  expect(takeCarried()).toBeNull()
})
