import { isMeasured, type Measured } from '../../../measured.ts'
import { known, unknown, type Fact } from '../facts.ts'

/** A number as it is printed: whole milliseconds, degrees and beats a minute, hundredths of a millivolt. */
export function ofMeasured(number: Measured): Fact {
  return isMeasured(number) ? ofNumber(number.value, number.unit) : unknown(number.notMeasurable)
}

export function ofNumber(value: number, unit: string | null): Fact {
  const steps = unit === 'mV' || unit === '1' || unit === 'mV.ms' ? 100 : unit === 'uV.s' ? 10 : 1
  return known(Math.round(value * steps) / steps, unit)
}

/** A number that may be missing. */
export function maybe(value: number | null, unit: string | null, reason: string): Fact {
  return value === null ? unknown(reason) : ofNumber(value, unit)
}
