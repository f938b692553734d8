import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ageAt, ageInDaysAt, parseBirthDate } from './birth-date.ts'
import { dayNumber, dayOf } from './calendar.ts'

const TODAY = '2026-11-21'
const code = (text: string): string | undefined => {
  const outcome = parseBirthDate(text, TODAY)
  return outcome.ok ? undefined : outcome.problem.code
}

describe('a birth date as people write it', () => {
  test.each([
    '1968-03-01',
    '1968-3-1',
    '1968.3.1',
    '1968/03/01',
    '1968。3。1',
    '19680301',
    '1968年3月1日',
    '1968年03月01号',
    '１９６８年３月１日',
    ' 1968 年 3 月 1 日 ',
    '1968–3–1',
  ])('%s is the first of March 1968', (text) => {
    expect(parseBirthDate(text, TODAY)).toEqual({ ok: true, value: '1968-03-01' })
  })

  test('is only as precise as it was said', () => {
    expect(parseBirthDate('1968', TODAY)).toEqual({ ok: true, value: '1968' })
    expect(parseBirthDate('1968年', TODAY)).toEqual({ ok: true, value: '1968' })
    expect(parseBirthDate('1968年3月', TODAY)).toEqual({ ok: true, value: '1968-03' })
    expect(parseBirthDate('1968.3', TODAY)).toEqual({ ok: true, value: '1968-03' })
    expect(parseBirthDate('196803', TODAY)).toEqual({ ok: true, value: '1968-03' })
  })

  test('is refused in the future and before anybody alive was born', () => {
    expect(code('2026-11-22')).toBe('birth-date-in-future')
    expect(code('2026-12')).toBe('birth-date-in-future')
    expect(code('2027')).toBe('birth-date-in-future')
    expect(code('1889-12-31')).toBe('birth-date-too-early')
    expect(parseBirthDate('2026-11-21', TODAY).ok).toBe(true)
    expect(parseBirthDate('2026', TODAY).ok).toBe(true)
    expect(parseBirthDate('1890-01-01', TODAY).ok).toBe(true)
  })

  test('that is not in the calendar says which date was read', () => {
    const outcome = parseBirthDate('2015.2.29', TODAY)
    expect(outcome).toMatchObject({
      ok: false,
      problem: { code: 'birth-date-does-not-exist', details: { date: '2015-02-29' } },
    })
    expect(code('1968-13-01')).toBe('birth-date-does-not-exist')
  })

  test('by the lunar calendar is never converted', () => {
    for (const text of ['农历1968年三月初一', '1968年腊月', '阴历1968.3.1', '1968年闰七月'])
      expect(code(text)).toBe('birth-date-lunar')
  })

  test('with a short year asks for the century', () => {
    expect(code('68.3.1')).toBe('birth-date-century-missing')
    expect(code('680301')).toBe('birth-date-century-missing')
    expect(code('200101')).toBe('birth-date-ambiguous')
  })

  test('in words, or in another order, is not guessed', () => {
    for (const text of ['1/3/1968', 'about 60', '196831', '一九六八年'])
      expect(code(text), text).toBe('birth-date-unreadable')
    expect(code('  ')).toBe('birth-date-empty')
  })

  test('of any day that has been is read back from every spelling', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: dayNumber(dayOf('1890-01-01')!), max: dayNumber(dayOf(TODAY)!) }),
        (days) => {
          const iso = new Date(days * 86_400_000).toISOString().slice(0, 10)
          const [year, month, day] = iso.split('-').map(Number)
          for (const text of [
            iso,
            iso.replaceAll('-', ''),
            `${year}.${month}.${day}`,
            `${year}年${month}月${day}日`,
          ]) {
            expect(parseBirthDate(text, TODAY)).toEqual({ ok: true, value: iso })
          }
        },
      ),
    )
  })
})

describe('age', () => {
  test('is counted in completed years, months and days', () => {
    expect(ageAt('1968-03-01', TODAY)).toEqual({ years: 58, months: 8, days: 20, exact: true })
    expect(ageAt('2026-11-21', TODAY)).toEqual({ years: 0, months: 0, days: 0, exact: true })
    expect(ageAt('2025-11-22', TODAY)).toEqual({ years: 0, months: 11, days: 30, exact: true })
    expect(ageAt('2024-02-29', '2025-02-28')).toEqual({ years: 1, months: 0, days: 0, exact: true })
    expect(ageAt('2024-01-31', '2024-02-29')).toEqual({ years: 0, months: 1, days: 0, exact: true })
    expect(ageAt('2024-01-31', '2024-02-28')).toEqual({ years: 0, months: 0, days: 28, exact: true })
  })

  test('of somebody whose day of birth is not known is that of the middle, and says so', () => {
    expect(ageAt('1968', TODAY)).toEqual({ years: 58, months: 4, days: 20, exact: false })
    expect(ageAt('2026-11', '2026-11-03')).toEqual({ years: 0, months: 0, days: 0, exact: false })
    expect(ageInDaysAt('1968', TODAY)?.plusMinusDays).toBe(183)
    expect(ageInDaysAt('2026-11-01', TODAY)).toEqual({ days: 20, plusMinusDays: 0 })
  })

  test('before birth there is none', () => {
    expect(ageAt('2026-11-22', TODAY)).toBeNull()
    expect(ageAt('1968-02-30', TODAY)).toBeNull()
    expect(ageInDaysAt('2027', TODAY)).toBeNull()
  })

  const day = fc
    .integer({ min: -29_000, max: 20_000 })
    .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))

  test('never runs backwards, and days lead back to the day of birth', () => {
    const rank = (age: { years: number; months: number; days: number }): number =>
      (age.years * 12 + age.months) * 31 + age.days
    fc.assert(
      fc.property(day, day, fc.integer({ min: 1, max: 400 }), (birth, on, later) => {
        fc.pre(birth <= on)
        const next = new Date((dayNumber(dayOf(on)!) + later) * 86_400_000).toISOString().slice(0, 10)
        const [now, then] = [ageAt(birth, on)!, ageAt(birth, next)!]
        expect(rank(then)).toBeGreaterThan(rank(now))
        expect(now.days).toBeLessThan(32)
        expect(now.months).toBeLessThan(12)
        expect(ageInDaysAt(birth, on)!.days).toBe(dayNumber(dayOf(on)!) - dayNumber(dayOf(birth)!))
      }),
    )
  })

  test('by the year alone is never further off than it says', () => {
    fc.assert(
      fc.property(day, day, (birth, on) => {
        fc.pre(birth <= on)
        const known = ageInDaysAt(birth, on)!.days
        for (const partial of [birth.slice(0, 4), birth.slice(0, 7)]) {
          const { days, plusMinusDays } = ageInDaysAt(partial, on)!
          expect(Math.abs(days - known)).toBeLessThanOrEqual(plusMinusDays)
        }
      }),
    )
  })
})
