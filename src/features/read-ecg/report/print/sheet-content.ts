import type { EcgFigures } from '#domain/ecg/analysis.ts'
import type { CartFilter, CartMeasurementName, CartReading } from '#domain/ecg/cart.ts'
import type { Corrections } from '#domain/ecg/corrections.ts'
import { actingFilter, type DisplayFilter } from '#domain/ecg/display.ts'
import type { CorrectableId } from '#domain/ecg/measure/measurements.ts'
import { standingNumbers, type StandingNumber } from '#domain/ecg/report/standing-numbers.ts'
import { formatNumber } from '#ui/format.ts'
import { m } from '#words/messages.js'
import { cartName } from '../../cart-words.ts'
import { measuredWords, nameOf } from '../../number-words.ts'

/** One line of the numbers on paper: ours as they stand, the machine's beside them. */
export interface PrintedNumber {
  readonly name: string
  readonly ours: string
  readonly cart: string
}

const PRINTED: readonly CorrectableId[] = [
  'rateBpm',
  'pMs',
  'prMs',
  'qrsMs',
  'qtMs',
  'qtcFridericiaMs',
  'qtcBazettMs',
  'pAxisDeg',
  'qrsAxisDeg',
  'tAxisDeg',
  'rV5Mv',
  'sV1Mv',
  'sokolowLyonMv',
]

/** The machine's corrected QT stands beside ours only where it names the same formula. */
const ONLY_CART: readonly CartMeasurementName[] = ['qtcMs', 'atrialRateBpm']

export function printedNumbers(
  figures: EcgFigures,
  corrections: Corrections,
  cart: CartReading | null,
): readonly PrintedNumber[] {
  const standing = new Map(standingNumbers(figures, corrections).map((number) => [number.id, number]))
  const theirs = (name: string) => {
    const found = cart?.measurements.find((each) => each.name === name)
    return found ? measuredWords(found.value, found.unit) : ''
  }
  const both = PRINTED.flatMap((id) => {
    const number = standing.get(id)
    const machine = theirs(id)
    if (!number && !machine) return []
    return [{ name: nameOf(id), ours: number ? oursWords(number) : '–', cart: machine }]
  })
  const alone = ONLY_CART.flatMap((name) => {
    const machine = theirs(name)
    return machine ? [{ name: cartName(name), ours: '–', cart: machine }] : []
  })
  return [...both, ...alone]
}

/** On paper a star says what colour cannot. */
function oursWords({ value, unit, mark, ours }: StandingNumber): string {
  const before = ours === null ? '' : measuredWords(ours, unit)
  if (value === null) return mark === 'rejected' ? m.ecg_print_rejected({ ours: before }) : '–'
  const now = measuredWords(value, unit)
  if (mark === 'ours') return now
  return before ? m.ecg_print_corrected({ value: now, ours: before }) : m.ecg_print_entered({ value: now })
}

/** What the trace was drawn through: the filters that act at this rate, not those that were asked for. */
export function filterWords(asked: DisplayFilter, sampleRateHz: number): string {
  const { highPassHz, lowPassHz, mainsHz } = actingFilter(asked, sampleRateHz)
  const acting = {
    ...(highPassHz === null ? {} : { highPassHz }),
    ...(lowPassHz === null ? {} : { lowPassHz }),
    ...(mainsHz === null ? {} : { notchHz: mainsHz }),
  }
  return bandWords(acting) || m.ecg_print_filter_none()
}

/** @returns empty where nothing is filtered, or nothing is said of it */
export function bandWords({ highPassHz, lowPassHz, notchHz }: CartFilter): string {
  const hz = (value: number) => {
    const digits = value >= 1 ? 0 : value < 0.1 ? 2 : 1
    return m.ecg_print_hz({ hz: formatNumber(value, digits) })
  }
  const open = highPassHz === undefined && lowPassHz === undefined
  const low = highPassHz === undefined ? m.ecg_print_open() : hz(highPassHz)
  const high = lowPassHz === undefined ? m.ecg_print_open() : hz(lowPassHz)
  const band = open ? '' : m.ecg_print_band({ low, high })
  const notch = notchHz === undefined ? '' : m.ecg_print_notch({ hz: formatNumber(notchHz) })
  return [band, notch].filter(Boolean).join(m.list_comma())
}
