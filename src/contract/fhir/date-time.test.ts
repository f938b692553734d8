import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DATE_EXTENSIONS, readDateTime, toDateTime } from './date-time.ts'
import type { Extended } from './types.ts'
import { moments } from './values.fixture.ts'

function beside(element: Extended | undefined) {
  const found = (url: string) => element?.extension?.find((each) => each.url === url)
  return {
    tzOffset: found(DATE_EXTENSIONS.tzOffset)?.valueInteger ?? null,
    precision: found(DATE_EXTENSIONS.precision)?.valueCode ?? null,
    localTime: found(DATE_EXTENSIONS.localTime)?.valueTime ?? null,
  }
}

test('a moment is read as it was written, to the precision that was known', () => {
  fc.assert(
    fc.property(moments, (at) => {
      const { value, element } = toDateTime(at)
      expect(readDateTime(value, beside(element))).toEqual(at)
    }),
  )
})

test.each([
  ['2012', { value: '2012', precision: 'year', utcOffsetMin: null }],
  ['2026-11-21T08:51:00+08:00', { value: '2026-11-21T08:51', precision: 'minute', utcOffsetMin: 480 }],
  ['2026-11-21T08:51:07.250Z', { value: '2026-11-21T08:51:07', precision: 'second', utcOffsetMin: 0 }],
  ['2026-11-21T08:51:07-03:30', { value: '2026-11-21T08:51:07', precision: 'second', utcOffsetMin: -210 }],
])('%s of others is understood', (text, at) => {
  expect(readDateTime(text)).toEqual(at)
})

test.each(['2026-02-30', 'yesterday', '20261121', '1512-01-01', ''])('%j is no date', (text) => {
  expect(readDateTime(text)).toBeNull()
})

test('a time whose offset nobody knows is not given one', () => {
  const { value, element } = toDateTime({
    value: '2026-11-21T08:51',
    precision: 'minute',
    utcOffsetMin: null,
  })
  expect(value).toBe('2026-11-21')
  expect(beside(element).localTime).toBe('08:51:00')
})
