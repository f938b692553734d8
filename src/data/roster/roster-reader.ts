import { chartFromBundle, type ReadBundle } from '#contract/fhir/chart-from-bundle.ts'
import { JSON_LENGTH_MAX } from '#contract/fhir/json.ts'
import { checkRows, type CheckedRoster } from '#contract/roster/check-rows.ts'
import { guessMapping, type GuessedMapping, type RosterMapping } from '#contract/roster/guess-mapping.ts'
import type { RosterLine, RosterTable } from '#contract/roster/table.ts'
import { bad, good, type Outcome, type Problem } from '#domain/problem.ts'
import { decodeText } from './decode-text.ts'
import { readTable, type ReadRoster, type RosterChoice } from './read-roster.ts'

/** What the page asks of the roster worker: a file in, people out. One file at a time; nothing is kept but in memory. */
export interface RosterReader {
  /** @param today `YYYY-MM-DD` */
  open(file: Blob, choice: RosterChoice, today: string): Promise<Outcome<OpenedFile>>
  /** Every row of the open list as a person, or why not. `roster-no-list` where none is open. */
  check(mapping: RosterMapping, today: string): Promise<Outcome<CheckedRoster>>
  /** Forgets the file. */
  close(): Promise<void>
}

type OpenedFile = OpenedList | { readonly is: 'bundle'; readonly bundle: ReadBundle }

export interface OpenedList {
  readonly is: 'list'
  readonly columns: readonly string[]
  readonly rowCount: number
  /** The first rows, for the eye. */
  readonly sample: readonly RosterLine[]
  readonly how: ReadRoster['how']
  readonly guessed: GuessedMapping
  readonly warnings: readonly Problem[]
}

const SAMPLE_ROWS = 20

export function createRosterReader(): RosterReader {
  let table: RosterTable | null = null

  async function openList(bytes: Uint8Array<ArrayBuffer>, choice: RosterChoice, today: string) {
    const read = await readTable(bytes, choice)
    if (!read.ok) return read
    ;({ table } = read.value)
    const { how, warnings } = read.value
    return good<OpenedFile>({
      is: 'list',
      columns: table.columns,
      rowCount: table.rows.length,
      sample: table.rows.slice(0, SAMPLE_ROWS),
      how,
      guessed: guessMapping(table, today),
      warnings,
    })
  }

  return {
    async open(file, choice, today) {
      // A character of text takes up to four bytes: beyond that no bundle is small enough.
      if (file.size > JSON_LENGTH_MAX * 4) return unreadable(file.size)
      const bytes = new Uint8Array(await file.arrayBuffer())
      // A list that cannot be read in another encoding leaves the one that could.
      return looksLikeJson(bytes) ? openBundle(bytes, today) : openList(bytes, choice, today)
    },
    async check(mapping, today) {
      return table ? good(checkRows(table, mapping, today)) : noList()
    },
    async close() {
      table = null
    },
  }
}

function openBundle(bytes: Uint8Array<ArrayBuffer>, today: string): Outcome<OpenedFile> {
  const decoded = decodeText(bytes)
  if (!decoded.ok) return decoded
  const read = chartFromBundle(decoded.value.text, { today })
  return read.ok ? good({ is: 'bundle', bundle: read.value }) : read
}

/** The first sign that is no space is a brace; in UTF-16 with a zero beside it. */
function looksLikeJson(bytes: Uint8Array): boolean {
  const BESIDES = [0x00, 0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf, 0xfe, 0xff]
  const first = bytes.find((byte) => !BESIDES.includes(byte))
  return first === 0x7b
}

function unreadable(sizeBytes: number) {
  const size = Math.ceil(sizeBytes / 1024 / 1024)
  return bad(
    'roster-file-too-large',
    `The file has ${size} MB; that is more than a list of people or a record.`,
    'Delete pictures and other sheets from it, or divide it.',
    { size, most: 20 },
  )
}

function noList() {
  return bad('roster-no-list', 'No list is open.', 'Choose the file again.')
}
