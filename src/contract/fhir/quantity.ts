import { decimalText, type Decimal } from '#domain/record/decimal.ts'
import type { Element } from './element.ts'
import { JsonNumber } from './json.ts'
import type { Reading } from './reading.ts'
import { UCUM } from './systems.ts'
import type { Quantity } from './types.ts'

/** Units of facts are UCUM codes of at most so many characters. */
const UNIT_MAX = 24

/** @param unit UCUM code */
export function toQuantity(value: Decimal, unit: string | undefined): Quantity {
  const ucum = unit === undefined ? {} : { unit, system: UCUM, code: unit }
  return { value: new JsonNumber(decimalText(value)), ...ucum }
}

/** A dose or an amount whose unit is a word, such as `tablet`, and need not be UCUM. */
export function toAmount({ value, unit }: { readonly value: Decimal; readonly unit: string }): Quantity {
  return { value: new JsonNumber(decimalText(value)), unit }
}

export interface ReadQuantity {
  /** As written. */
  readonly digits: string
  /** Null where our decimal cannot hold it. */
  readonly value: Decimal | null
  /** The UCUM code, else the unit's words; undefined where there is neither. */
  readonly unit: string | undefined
  readonly comparator: '<' | '<=' | '>=' | '>' | undefined
}

const COMPARATORS = ['<', '<=', '>=', '>'] as const

/** @returns null where it has no number */
export function readQuantity(
  quantity: Element | undefined,
  reading: Reading,
  where: string,
): ReadQuantity | null {
  const digits = quantity?.number('value')
  if (!quantity || digits === undefined) return null
  const words = quantity.text('unit')
  const code = quantity.text('code')
  const ucum = quantity.text('system') === UCUM
  const unit = ucum ? (code ?? words) : (words ?? code)
  const written = quantity.text('comparator')
  return {
    digits,
    value: reading.decimal(digits, where),
    unit: unit === undefined ? undefined : reading.fit(unit, UNIT_MAX, where),
    comparator: COMPARATORS.find((each) => each === written),
  }
}

/** A dose or an amount; undefined where it has no number, no unit, or a number that no decimal of ours holds. */
export function readAmount(
  quantity: Element | undefined,
  reading: Reading,
  where: string,
): { readonly value: Decimal; readonly unit: string } | undefined {
  const read = readQuantity(quantity, reading, where)
  if (!read?.value || read.unit === undefined || read.comparator !== undefined) {
    if (quantity) reading.change('not-carried', where)
    return undefined
  }
  return { value: read.value, unit: read.unit }
}
