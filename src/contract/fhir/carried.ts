import { decimalText, type Decimal } from '#domain/record/decimal.ts'
import { decimal } from '#domain/record/kinds/kind.ts'
import type * as v from 'valibot'
import type { Element } from './element.ts'
import { JsonNumber } from './json.ts'
import type { Reading } from './reading.ts'
import type { Extension } from './types.ts'

/*
 * A value of a fact as extensions, part by part as its schema has them, and back: what FHIR has no place for comes back
 * as it was, and a field that is added to a kind is carried from then on.
 */

/** As much of a valibot schema as is looked at here. */
interface Shape {
  readonly type: string
  readonly entries?: Readonly<Record<string, Shape>>
  readonly wrapped?: Shape
  readonly item?: Shape
}

/** Said of a list that is there and empty, where it could also be absent. */
const none = (name: string) => `no-${name}`

/** @param schema of objects, lists, texts, decimals, whole numbers and flags, each of them optional or not */
export function carried(url: string, schema: v.GenericSchema, value: unknown): Extension {
  return { url, extension: partsOf(schema as unknown as Shape, value) }
}

/** What `carried` made of a value; parts that are missing or of another type are left to the check of the fact. */
export function fromCarried(of: Element, schema: v.GenericSchema, reading: Reading): unknown {
  return objectIn(of, schema as unknown as Shape, reading)
}

function partsOf({ entries = {} }: Shape, value: unknown): readonly Extension[] {
  const whole = value as Readonly<Record<string, unknown>>
  return Object.entries(entries).flatMap(([name, shape]) => partOf(name, shape, whole[name]))
}

function partOf(name: string, shape: Shape, value: unknown): readonly Extension[] {
  if (value === undefined || value === '') return []
  if (shape.type === 'optional') {
    if (Array.isArray(value) && value.length === 0) return [{ url: none(name), valueBoolean: true }]
    return partOf(name, shape.wrapped!, value)
  }
  if (isDecimal(shape)) return [{ url: name, valueDecimal: new JsonNumber(decimalText(value as Decimal)) }]
  switch (shape.type) {
    case 'array':
      return listOf(name, shape.item!, value as readonly unknown[])
    case 'object': {
      const extension = partsOf(shape, value)
      return extension.length === 0 ? [] : [{ url: name, extension }]
    }
    case 'boolean':
      return [{ url: name, valueBoolean: value as boolean }]
    // Larger than a FHIR integer may be: a decimal carries every whole number that a fact does.
    case 'number':
      return [{ url: name, valueDecimal: new JsonNumber(String(value)) }]
    case 'picklist':
      return [{ url: name, valueCode: value as string }]
    default:
      return [{ url: name, valueString: value as string }]
  }
}

/** Numbers of a contour stand in one text: an extension for each would be a hundred times as long. */
function listOf(name: string, item: Shape, list: readonly unknown[]): readonly Extension[] {
  if (!isDecimal(item)) return list.flatMap((each) => partOf(name, item, each))
  const text = (list as readonly Decimal[]).map(decimalText).join(' ')
  return text === '' ? [] : [{ url: name, valueString: text }]
}

function objectIn(of: Element, { entries = {} }: Shape, reading: Reading): object {
  const parts = Object.entries(entries).map(([name, shape]) => [name, partIn(of, name, shape, reading)])
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined)) as object
}

function partIn(of: Element, name: string, shape: Shape, reading: Reading): unknown {
  if (shape.type === 'optional') {
    if (childrenIn(of, name).length > 0) return partIn(of, name, shape.wrapped!, reading)
    return shape.wrapped!.type === 'array' && of.extension(none(name))?.flag('valueBoolean') ? [] : undefined
  }
  if (shape.type === 'array' && !isDecimal(shape.item!))
    return childrenIn(of, name).map((each) => valueIn(each, shape.item!, reading))
  const [found] = childrenIn(of, name)
  if (found) return valueIn(found, shape, reading)
  if (shape.type === 'array') return []
  return shape.type === 'string' ? '' : undefined
}

function valueIn(element: Element, shape: Shape, reading: Reading): unknown {
  if (isDecimal(shape)) return decimalIn(element.number('valueDecimal'), reading)
  switch (shape.type) {
    case 'array':
      return (element.text('valueString') ?? '').split(' ').map((digits) => decimalIn(digits, reading))
    case 'object':
      return objectIn(element, shape, reading)
    case 'boolean':
      return element.flag('valueBoolean')
    case 'number':
      return Number(element.number('valueDecimal'))
    case 'picklist':
      return element.text('valueCode')
    default:
      return element.text('valueString') ?? ''
  }
}

function decimalIn(digits: string | undefined, reading: Reading): Decimal | undefined {
  return digits === undefined ? undefined : (reading.decimal(digits, 'extension') ?? undefined)
}

function isDecimal(shape: Shape): boolean {
  return shape === (decimal as unknown as Shape)
}

/** All extensions with this address, counted as read. */
function childrenIn(of: Element, url: string): readonly Element[] {
  const found = of.children('extension').filter((each) => each.peek('url') === url)
  for (const each of found) each.skip('url')
  return found
}
