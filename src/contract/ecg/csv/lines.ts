/** The text of a CSV file: UTF-8 with or without BOM, UTF-16 with BOM, else Latin-1. */
export function csvText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}

/** The lines of a text with their numbers, one at a time: a long file is never held twice. */
export function* numberedLines(text: string): Generator<{ readonly line: string; readonly number: number }> {
  let from = 0
  for (let number = 1; from < text.length; number++) {
    const end = text.indexOf('\n', from)
    const stop = end === -1 ? text.length : end
    yield { line: text.slice(from, stop).replace(/\r$/, ''), number }
    from = stop + 1
  }
}

/** Cells of a line; a cell in double quotes may hold the delimiter. */
export function cellsOf(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim())
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (c === '"' && quoted && line[i + 1] === '"') {
      cell += c
      i++
    } else if (c === '"') quoted = !quoted
    else if (c === delimiter && !quoted) {
      cells.push(cell.trim())
      cell = ''
    } else cell += c
  }
  return [...cells, cell.trim()]
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const NUMBER_WITH_COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/
const MISSING = /^(?:|nan|na|n\/a|null|none|-|--)$/i

export function hasDecimalComma(cell: string): boolean {
  return NUMBER_WITH_COMMA.test(cell)
}

/** A cell's number; NaN where it says that there is none; null where it is neither. */
export function numberIn(cell: string, decimalComma: boolean): number | null {
  if (NUMBER.test(cell)) return Number(cell)
  if (decimalComma && NUMBER_WITH_COMMA.test(cell)) return Number(cell.replace(',', '.'))
  return MISSING.test(cell) ? NaN : null
}
