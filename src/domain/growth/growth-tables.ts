import data from './data/who-growth.json' with { type: 'json' }
import type { Lms } from './lms.ts'

/**
 * WHO tables, 2006 (birth to 60 completed months) and 2007 (61 months to 19 years).
 * Between the rows L, M and S are drawn straight: z differs from the full daily tables by less than 0.0025 for
 * |z| <= 3. Lengths turn into heights at day 731, and no line is drawn across that step.
 */
export type TableId = keyof typeof data.tables

interface Table {
  readonly scale: { readonly L: number; readonly M: number; readonly S: number }
  readonly index: readonly number[]
  readonly male: Columns
  readonly female: Columns
}

interface Columns {
  readonly L: number | readonly number[]
  readonly M: readonly number[]
  readonly S: readonly number[]
}

/** The lists of the file are differences of differences: summed up twice they are what WHO printed. */
const TABLES: ReadonlyMap<TableId, Table> = new Map(
  (Object.keys(data.tables) as TableId[]).map((id) => {
    const { scale, index, male, female } = data.tables[id]
    return [id, { scale, index: twiceSummed(index), male: columnsOf(male), female: columnsOf(female) }]
  }),
)

function columnsOf({ L, M, S }: Columns): Columns {
  return { L: typeof L === 'number' ? L : twiceSummed(L), M: twiceSummed(M), S: twiceSummed(S) }
}

export function twiceSummed(differences: readonly number[]): number[] {
  const sums = (list: readonly number[]): number[] => {
    let total = 0
    return list.map((each) => (total += each))
  }
  return sums(sums(differences))
}

export type ReferenceSex = 'male' | 'female'

/** Where a table begins and ends: age in days (2006), months (2007), or centimetres. */
export function tableRange(id: TableId): readonly [from: number, to: number] {
  const { index } = TABLES.get(id)!
  return [index[0]!, index.at(-1)!]
}

/** L, M and S at a place of a table; null outside it. */
export function lmsAt(id: TableId, sex: ReferenceSex, place: number): Lms | null {
  const { index, scale, [sex]: columns } = TABLES.get(id)!
  const after = index.findIndex((each) => each >= place)
  if (after < 0 || !(place >= index[0]!)) return null
  const before = index[after] === place ? after : after - 1
  const share = before === after ? 0 : (place - index[before]!) / (index[after]! - index[before]!)
  const drawn = (column: number | readonly number[], divisor: number): number => {
    if (typeof column === 'number') return column / divisor
    return (column[before]! + (column[after]! - column[before]!) * share) / divisor
  }
  return { l: drawn(columns.L, scale.L), m: drawn(columns.M, scale.M), s: drawn(columns.S, scale.S) }
}

/** What a screen says about a table. */
export function tableSource(id: TableId): { readonly source: string; readonly verified: boolean } {
  return data.rules[id]
}
