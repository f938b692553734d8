/**
 * A site's wording with the numbers in their places.
 *
 * A place is a name in square brackets, `[PR]`. Clauses end at a semicolon: one whose number is not there is left out,
 * and a line that loses all its clauses goes with them, so that no report says "PR not known". A name that nobody knows
 * stays as it is written: a slip of the finger must be seen.
 * @param values by name, lower case; null where there is none
 */
export function fillWording(wording: string, values: ReadonlyMap<string, string | null>): string {
  return wording
    .split('\n')
    .flatMap((line) => filledLine(line, values) ?? [])
    .join('\n')
    .trim()
}

const PLACE = /\[([^[\]\n]{1,40})\]/gu
const CLAUSE_END = /([;；]\s*)/u
const LINE_END = /[.。]\s*$/u

function filledLine(line: string, values: ReadonlyMap<string, string | null>): string | null {
  const end = LINE_END.exec(line)?.[0].trim() ?? ''
  const body = end === '' ? line.trimEnd() : line.replace(LINE_END, '')
  const parts = body.split(CLAUSE_END)
  let filled = ''
  let kept = 0
  for (let i = 0; i < parts.length; i += 2) {
    const clause = filledClause(parts[i]!, values)
    if (clause === null) continue
    filled += (kept > 0 ? parts[i - 1]! : '') + clause
    kept++
  }
  if (kept === 0) return null
  return filled === '' || LINE_END.test(filled) ? filled : filled + end
}

function filledClause(clause: string, values: ReadonlyMap<string, string | null>): string | null {
  const found = [...clause.matchAll(PLACE)].map(([, name]) => values.get(name!.trim().toLowerCase()))
  if (found.includes(null)) return null
  return clause.replace(PLACE, (place, name: string) => values.get(name.trim().toLowerCase()) ?? place)
}
