import { decimalText, type Decimal } from '#domain/record/decimal.ts'
import { UNSAID_FIELDS } from './word-keys.ts'

/** One part of a value, ready to be put into words: the field it stands under, and what it says. */
interface ValueRow {
  /** Names of the fields from the outside in; the last one is the label. */
  readonly path: readonly string[]
  readonly says:
    | { readonly is: 'text'; readonly text: string }
    | { readonly is: 'code'; readonly code: string }
    | { readonly is: 'yes'; readonly yes: boolean }
}

type Part = Readonly<Record<string, unknown>>

/**
 * Every part of a value that says something to a reader, in the order of its fields, whatever its kind: what unfolds
 * under an entry, and what a kind of a newer app shows as well.
 * @param isCode whether a word at this path is one of a fixed list, to be said in the reader's language
 */
export function valueRows(
  value: unknown,
  isCode: (path: readonly string[]) => boolean,
  path: readonly string[] = [],
): readonly ValueRow[] {
  const text = (words: string): readonly ValueRow[] =>
    words === '' ? [] : [{ path, says: { is: 'text', text: words } }]
  if (value === null || value === undefined) return []
  if (typeof value === 'boolean') return [{ path, says: { is: 'yes', yes: value } }]
  if (typeof value === 'number') return text(String(value))
  if (typeof value === 'string')
    return isCode(path) ? [{ path, says: { is: 'code', code: value } }] : text(value)
  if (isDecimal(value)) return text(decimalText(value))
  if (Array.isArray(value)) return listRows(value, isCode, path)
  const part = value as Part
  const whole = wholeText(part)
  if (whole !== null) return text(whole)
  return Object.entries(part).flatMap(([field, inner]) =>
    UNSAID_FIELDS.includes(field) ? [] : valueRows(inner, isCode, [...path, field]),
  )
}

/** Words stand in one line; larger things one below the other. */
function listRows(
  list: readonly unknown[],
  isCode: (path: readonly string[]) => boolean,
  path: readonly string[],
): readonly ValueRow[] {
  const words = list.map((each) => (typeof each === 'string' ? each : wholeText((each ?? {}) as Part)))
  if (words.every((each) => each !== null))
    return words.length === 0 ? [] : [{ path, says: { is: 'text', text: words.join('; ') } }]
  return list.flatMap((each) => valueRows(each, isCode, path))
}

/** What is read as one: a quantity with its unit, a term with its code, a named amount, a time. */
function wholeText(part: Part): string | null {
  const { value, unit, text, code, name, precision, comparator = '' } = part
  if (isDecimal(value) && (unit === undefined || typeof unit === 'string')) {
    const amount = `${String(comparator)}${decimalText(value)}${unit ? ` ${unit}` : ''}`
    return typeof name === 'string' ? `${name} ${amount}` : amount
  }
  if (typeof precision === 'string' && typeof value === 'string') return value.replace('T', ' ')
  if (typeof name === 'string' && typeof text === 'string') return `${name} ${text}`
  const others = Object.keys(part).filter(
    (field) => !['system', 'code', 'text', 'is', 'from'].includes(field),
  )
  if (typeof text === 'string' && others.length === 0)
    return code === undefined ? text : `${text} (${String(code)})`
  return null
}

function isDecimal(value: unknown): value is Decimal {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((each) => Number.isSafeInteger(each)) &&
    Math.abs(value[1] as number) <= 12
  )
}
