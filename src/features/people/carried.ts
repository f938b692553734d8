/**
 * What goes along from the search to the registration: the text for which nobody was found, or a scanned number.
 * In memory alone: an address would keep it in the history of the browser.
 */
export interface Carried {
  readonly name?: string
  readonly citizenId?: string
  readonly cardSeen?: boolean
  readonly phone?: string
  readonly documentNumber?: string
}

let carried: Carried | null = null

export function carry(what: Carried): void {
  carried = what
}

/** Taken once: a second registration begins empty. */
export function takeCarried(): Carried | null {
  const taken = carried
  carried = null
  return taken
}

/** What a query that found nobody says about who is to be registered. */
export function carriedFromQuery(query: string): Carried {
  const text = query.normalize('NFKC').trim()
  const plain = text.replace(/[\s-]/g, '')
  if (/^1\d{10}$/.test(plain)) return { phone: plain }
  if (/^\d{17}[\dXx]$/.test(plain)) return { citizenId: plain.toUpperCase() }
  // Letters alone were pinyin for the search: no name is written so.
  return /\p{Script=Han}/u.test(text) ? { name: text } : {}
}
