import { comparableName } from '#domain/people/name.ts'
import { bad } from '#domain/problem.ts'
import type { RosterMapping } from './guess-mapping.ts'
import type { PersonToRegister } from './person-to-register.ts'
import { rowToPerson, type CellNote, type RowRead } from './row-to-person.ts'
import type { RosterTable } from './table.ts'

export interface CheckedRoster {
  /** Rows that can be imported. */
  readonly people: readonly { readonly row: number; readonly person: PersonToRegister }[]
  /** Row by row what is wrong (then the row stays out) or odd (then it comes in), in the order of the file. */
  readonly notes: readonly RowNote[]
}

export interface RowNote extends CellNote {
  readonly row: number
  readonly keepsOut: boolean
}

/**
 * Reads every row and looks for people who stand in the file twice. The same number with the same name is one person:
 * the later row stays out. The same number with another name, or the same name and birth date, is said and comes in.
 * @param today `YYYY-MM-DD`
 */
export function checkRows(table: RosterTable, mapping: RosterMapping, today: string): CheckedRoster {
  const people: { row: number; person: PersonToRegister }[] = []
  const notes: RowNote[] = []
  const seen = new Seen()
  for (const { row, cells } of table.rows) {
    const read = rowToPerson(cells, mapping, today)
    const doubles = read.person ? seen.look(row, read, read.person) : []
    const note = (each: CellNote, keepsOut: boolean) => notes.push({ ...each, row, keepsOut })
    for (const each of read.problems) note(each, true)
    for (const each of doubles) note(each.note, each.keepsOut)
    for (const each of read.warnings) note(each, false)
    if (read.person && !doubles.some(({ keepsOut }) => keepsOut)) people.push({ row, person: read.person })
  }
  return { people, notes }
}

interface Double {
  readonly note: CellNote
  readonly keepsOut: boolean
}

/** Who was met further up. */
class Seen {
  readonly #byId = new Map<string, { readonly row: number; readonly name: string }>()
  readonly #byNameAndBirth = new Map<string, { readonly row: number; readonly id: string | null }>()

  look(row: number, { citizenId }: RowRead, { identity }: PersonToRegister): readonly Double[] {
    const name = comparableName(identity.name)
    const id = citizenId?.comparable ?? null
    const sameId = id === null ? undefined : this.#byId.get(id)
    if (sameId) return [sameId.name === name ? twice(sameId.row) : sharedId(sameId.row)]
    if (id !== null) this.#byId.set(id, { row, name })
    if (identity.birthDate === undefined) return []
    const key = `${name} ${identity.birthDate}`
    const sameName = this.#byNameAndBirth.get(key)
    this.#byNameAndBirth.set(key, { row, id })
    const isOther = sameName && sameName.id !== null && id !== null
    return sameName && !isOther ? [alike(sameName.row)] : []
  }
}

function twice(row: number): Double {
  const { problem } = bad(
    'roster-person-twice',
    `The same name and identity number stand in row ${row}; this row stays out.`,
    'Nothing to do, unless this row is the right one: then delete the other.',
    { row },
  )
  return { note: { ...problem, field: 'citizenId' }, keepsOut: true }
}

function sharedId(row: number): Double {
  const { problem } = bad(
    'roster-id-shared',
    `Row ${row} has the same identity number with another name.`,
    'Compare both cards; children are sometimes listed under the number of a parent.',
    { row },
  )
  return { note: { ...problem, field: 'citizenId' }, keepsOut: false }
}

function alike(row: number): Double {
  const { problem } = bad(
    'roster-name-and-birth-twice',
    `Row ${row} has the same name and birth date.`,
    'Look whether they are two people; if not, delete one row.',
    { row },
  )
  return { note: { ...problem, field: 'name' }, keepsOut: false }
}
