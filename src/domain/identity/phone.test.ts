import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { areaCodeOf, maskPhone, parsePhone, phoneTail, phoneText } from './phone.ts'

const read = (text: string, areaCode?: string): string => {
  const outcome = parsePhone(text, areaCode ?? null)
  return outcome.ok ? outcome.value.e164 : outcome.problem.code
}

describe('a telephone number', () => {
  // Vectors of knowledge id.phone.
  test.each([
    ['13800001234', '+8613800001234'],
    ['12812345678', 'phone-mobile-prefix'],
    ['0731-88881234', '+8673188881234'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  test('is kept as E.164 whichever way it is written', () => {
    for (const text of [
      '138 0000 1234',
      '+86 138-0000-1234',
      '008613800001234',
      '8613800001234',
      '１３８００００１２３４',
    ])
      expect(read(text), text).toBe('+8613800001234')
    for (const text of ['(0731) 8888 1234', '0731-8888-1234', '+860731 88881234', '0731–88881234'])
      expect(read(text), text).toBe('+8673188881234')
    expect(read('010-12345678')).toBe('phone-length')
    expect(read('010-62345678')).toBe('+861062345678')
    expect(read('0744-8222222')).toBe('+867448222222')
    expect(read('400-123-4567')).toBe('+864001234567')
    expect(read('+852 9123 4567')).toBe('+85291234567')
  })

  test('keeps an extension beside it', () => {
    for (const text of ['0731-88881234转801', '0731-88881234-801', '073188881234 ext 801'])
      expect(parsePhone(text)).toEqual({
        ok: true,
        value: { e164: '+8673188881234', kind: 'landline', extension: '801' },
      })
  })

  test('without its area code takes that of the clinic, or asks', () => {
    expect(read('88881234', '0731')).toBe('+8673188881234')
    expect(read('88881234')).toBe('phone-area-missing')
    expect(areaCodeOf('431181')).toBe('0746')
    expect(areaCodeOf('440305')).toBeNull()
  })

  test('that cannot be one says why', () => {
    expect(read('')).toBe('phone-empty')
    expect(read('李 13800001234')).toBe('phone-characters')
    expect(parsePhone('1380000123')).toMatchObject({
      problem: { code: 'phone-length', details: { digits: 10, expected: 11 } },
    })
    expect(read('138000012345')).toBe('phone-length')
    expect(read('120')).toBe('phone-hotline')
  })

  test('of a mobile reads back from what is shown of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }), (number) => {
        const e164 = `+86${number}`
        expect(read(phoneText(e164))).toBe(e164)
        expect(maskPhone(e164)).toMatch(/^1\d\d\*{4}\d{4}$/)
      }),
    )
  })
})

describe('on a screen', () => {
  test('numbers are grouped as people read them', () => {
    expect(phoneText('+8613812345678')).toBe('138 1234 5678')
    expect(phoneText('+8673188881234')).toBe('0731 8888 1234')
    expect(phoneText('+867448222222')).toBe('0744 822 2222')
    expect(phoneText('+864001234567')).toBe('400 123 4567')
    expect(phoneText('+85291234567')).toBe('+85291234567')
  })

  test('and masked where others look on', () => {
    expect(maskPhone('+8613812345678')).toBe('138****5678')
    expect(maskPhone('+8673188881234')).toBe('0731****1234')
    expect(maskPhone('+85291234567')).toBe('+852******67')
    expect(phoneTail('+8613812345678')).toBe('5678')
  })
})
