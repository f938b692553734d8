import { calendarDay, dayNumber, todayOf } from '../../identity/calendar.ts'
import { defineCalculator, refuse, words } from '../calculator.ts'
import { PREGNANCY_MS } from '../freshness.ts'
import { date, number, observed, optional } from '../inputs.ts'
import { factors, stepAt } from '../points.ts'

/**
 * Due date and gestational age from the last menstrual period: 280 days, moved by what the cycle differs from 28.
 * The gestational age is counted back from that due date, so that both agree (40+0 on the due date).
 * Source: ACOG Committee Opinion 700, 2017. Knowledge `score.edd`; redating by ultrasound stands there from memory
 * only and is not offered. The month-count form of Naegele's rule differs by up to three days and is not used.
 */
const inputs = {
  lmp: date(words('First day of the last period', '末次月经第一天'), {
    chart: observed(['8665-2'], [], PREGNANCY_MS),
  }),
  date: date(words('Day to reckon for', '计算日期'), { chart: { from: 'today' } }),
  cycle_days: optional(number(words('Length of the cycle', '月经周期'), 'd', [21, 45], { step: 1 })),
} as const

const DAYS_TO_DUE_DATE = 280
/** 45 weeks: beyond, the period or the date is wrong. */
const DAYS_MAX = 315

export const edd = defineCalculator({
  id: 'edd',
  entry: 'score.edd',
  names: words('Gestational age and due date', '孕周与预产期'),
  source: 'ACOG Committee Opinion 700, 2017',
  verified: true,
  version: '1.0.0',
  // The last period is on the chart of women who are not pregnant as well.
  fires: 'on-request',
  moment: null,
  output: { unit: 'd', decimals: 0 },
  bands: {
    preterm: { label: words('Before term (under 37+0)', '未足月（<37+0周）') },
    'early-term': { label: words('Early term (37+0 to 38+6)', '早期足月（37+0～38+6周）') },
    'full-term': { label: words('Full term (39+0 to 40+6)', '完全足月（39+0～40+6周）') },
    'late-term': { label: words('Late term (41+0 to 41+6)', '晚期足月（41+0～41+6周）') },
    'post-term': { label: words('Post term (42+0 and over)', '过期（≥42+0周）') },
  },
  inputs,
  together: null,
  limits: [words('An early ultrasound dates better than the last period.', '早孕期超声核对孕周更准确。')],
  compute({ lmp, date, cycle_days }) {
    const lmpNumber = dayNumber(todayOf(lmp))
    const sinceLmp = dayNumber(todayOf(date)) - lmpNumber
    if (sinceLmp < 0)
      return refuse(
        'contradiction',
        'date',
        words('The day lies before the last period.', '计算日期早于末次月经。'),
      )
    if (sinceLmp > DAYS_MAX)
      return refuse(
        'contradiction',
        'lmp',
        words('More than 45 weeks since the last period.', '距末次月经已超过45周。'),
      )
    const shift = cycle_days === undefined ? 0 : cycle_days - 28
    const days = sinceLmp - shift
    if (days < 0)
      return refuse(
        'contradiction',
        'cycle_days',
        words('Conception would lie after this day.', '按此周期推算，受孕晚于计算日期。'),
      )
    const week = `${Math.floor(days / 7)}+${days % 7}`
    return {
      value: days,
      band: stepAt(days, [
        [0, 'preterm'],
        [37 * 7, 'early-term'],
        [39 * 7, 'full-term'],
        [41 * 7, 'late-term'],
        [42 * 7, 'post-term'],
      ]),
      parts: factors('lmp', 'date', ...(cycle_days === undefined ? [] : ['cycle_days'])),
      also: [
        {
          id: 'gestational-age',
          names: words('Gestational age', '孕周'),
          verified: true,
          shows: { code: week, label: words(`${week} weeks`, `${week}周`) },
        },
        {
          id: 'due-date',
          names: words('Due date', '预产期'),
          verified: true,
          shows: { date: calendarDay(lmpNumber + DAYS_TO_DUE_DATE + shift) },
        },
      ],
      limits:
        cycle_days === undefined
          ? [
              words(
                'No length of the cycle was given: 280 days as they are.',
                '未填写月经周期：按280天计算。',
              ),
            ]
          : [],
    }
  },
})
