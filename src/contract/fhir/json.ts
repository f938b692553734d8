import { bad, good, type Outcome } from '#domain/problem.ts'

/** A number of a JSON text as it was written: 1.50 is not 1.5. */
export class JsonNumber {
  readonly text: string

  /** @param text digits as JSON writes them */
  constructor(text: string) {
    this.text = text
  }
}

export type JsonValue =
  | string
  | boolean
  | null
  /** Written as it is; what is read comes as `JsonNumber`. For whole numbers that we count ourselves. */
  | number
  | JsonNumber
  | readonly JsonValue[]
  | JsonObject

export interface JsonObject {
  readonly [name: string]: JsonValue | undefined
}

/** A life of records with its documents stays below; a larger text is another thing. In UTF-16 units. */
export const JSON_LENGTH_MAX = 60_000_000

/**
 * Reads JSON and keeps every number to the digit.
 * @returns `fhir-too-large`, `fhir-not-json` (details: line, column), `fhir-too-deep`
 */
export function parseJson(text: string): Outcome<JsonValue> {
  if (text.length > JSON_LENGTH_MAX) {
    return bad(
      'fhir-too-large',
      `The file has ${text.length} characters; ${JSON_LENGTH_MAX} is the most.`,
      'Ask for the export in several files, such as one a person.',
      { length: text.length, most: JSON_LENGTH_MAX },
    )
  }
  if (isTooDeep(text)) {
    return bad(
      'fhir-too-deep',
      'The file nests deeper than any record does.',
      'Ask the sender for another file.',
    )
  }
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text
  try {
    return good(JSON.parse(plain, keepNumber as (key: string, value: unknown) => unknown) as JsonValue)
  } catch (cause) {
    const { line, column } = placeOf(String(cause), plain)
    return bad(
      'fhir-not-json',
      `The file is no JSON: it breaks at line ${line}, column ${column}.`,
      'If it was cut short, fetch it again; otherwise ask the sender.',
      { line, column },
    )
  }
}

/** The deepest records nest about twenty levels; everything that walks through one may recurse this far. */
const DEPTH_MAX = 100

function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i)
    if (inString) {
      if (sign === BACKSLASH) i++
      else if (sign === QUOTE) inString = false
    } else if (sign === QUOTE) inString = true
    else if (sign === OPEN_LIST || sign === OPEN_OBJECT) {
      if (++depth > DEPTH_MAX) return true
    } else if (sign === CLOSE_LIST || sign === CLOSE_OBJECT) depth--
  }
  return false
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Engines that do not give the source text (before Chromium 114) give the number only; its digits are then lost. */
function keepNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new JsonNumber(context?.source ?? String(value)) : value
}

/** Engines say where in words of their own; without a position the end is where it broke. */
function placeOf(message: string, text: string): { line: number; column: number } {
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length)
  const before = text.slice(0, position).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}

/**
 * Writes JSON with two spaces a level, numbers to the digit. Left out: `undefined`, empty lists and empty objects,
 * which FHIR forbids.
 */
export function writeJson(value: unknown, indent = ''): string {
  if (value instanceof JsonNumber) return value.text
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const inner = `${indent}  `
  const isList = Array.isArray(value)
  const parts = isList
    ? (value as readonly unknown[]).filter(isSomething).map((each) => writeJson(each, inner))
    : Object.entries(value)
        .filter(([, each]) => isSomething(each))
        .map(([name, each]) => `${JSON.stringify(name)}: ${writeJson(each, inner)}`)
  const [open, close] = isList ? '[]' : '{}'
  return parts.length === 0
    ? `${open}${close}`
    : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`
}

function isSomething(value: unknown): boolean {
  if (value === undefined) return false
  if (value === null || typeof value !== 'object' || value instanceof JsonNumber) return true
  return Array.isArray(value) ? value.some(isSomething) : Object.values(value).some(isSomething)
}
