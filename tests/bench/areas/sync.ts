import type { Bench } from '../bench-run.ts'
import { rivalFile } from '../ground/rivals.ts'
import type { Contender, SyncRecord, SyncTablet } from '../ground/sync-contender.ts'
import { startHocuspocus } from '../ground/sync-hocuspocus.ts'
import { SLOW_LINE, type Shape, type Traffic } from '../ground/sync-line.ts'
import { pullOnPage } from '../ground/sync-on-page.ts'
import { startOurs } from '../ground/sync-ours.ts'
import { startPouch } from '../ground/sync-pouch.ts'
import { exactly, type Row } from '../row.ts'
import { spreadOf, type Spread } from '../statistics.ts'

/** As DESIGN section 8 has it; fewer for a quick look (`BENCH_FACTS=1000`), and the rows say how many. */
const FACTS = Number(process.env.BENCH_FACTS ?? 10_000)
const PUSHED = 300
const COLD_RUNS = 3

const BUDGETS = { coldMs: 6000, coldBytesPerFact: 400, idleRequests: 1, idleBytes: 1000 } as const

interface Figures {
  readonly name: string
  readonly coldMs: Spread
  readonly coldBytesPerFact: number
  readonly pushBytesPerFact: number
  readonly editBytes: number
  readonly editMs: number
  readonly idle: Traffic
  readonly idleMs: number
}

/**
 * Bringing tablets together, ours beside PouchDB and Hocuspocus: the same records, each server alone in its process, each
 * tablet in this one, every byte counted at the socket in both directions; at loopback and over a slow line.
 */
export async function sync({ progress, openOnDisk }: Bench): Promise<Row[]> {
  progress(`writing ${FACTS} facts`)
  const ours = await startOurs(FACTS)
  const { records } = ours
  progress('the built keeper')
  const onPageMs: number[] = []
  while (onPageMs.length < COLD_RUNS) onPageMs.push(await pullOnPage(await openOnDisk(), ours))
  ours.line.take()
  const rows: Row[] = [
    {
      area: 'sync',
      what: `loopback: cold sync of ${FACTS} facts, the built keeper in Chromium`,
      unit: 'ms',
      measured: spreadOf(onPageMs),
      budget: { value: BUDGETS.coldMs },
    },
  ]
  const all = new Map<string, Figures[]>()
  for (const start of [
    async () => ours,
    () => startPouchIfThere(records, progress),
    () => startHocuspocus(records),
  ]) {
    const contender = await start()
    if (!contender) continue
    for (const shape of [null, SLOW_LINE]) {
      progress(`${contender.name}${shape ? `, ${shape.name}` : ''}`)
      const name = shape?.name ?? 'loopback'
      all.set(name, [...(all.get(name) ?? []), await measure(contender, records, shape)])
    }
    await contender.stop()
  }
  for (const [line, [mine, ...rivals]] of all) rows.push(...rowsOf(line, mine!, rivals))
  return rows
}

async function startPouchIfThere(records: readonly SyncRecord[], progress: Bench['progress']) {
  if (rivalFile('express-pouchdb/package.json', progress)) return startPouch(records)
  progress('PouchDB could not be installed: its rows are missing')
  return null
}

async function measure(
  contender: Contender,
  records: readonly SyncRecord[],
  shape: Shape | null,
): Promise<Figures> {
  const { line } = contender
  line.shape = shape
  const coldMs: number[] = []
  let cold: Traffic
  let tablet: SyncTablet | null = null
  do {
    await tablet?.end()
    tablet = await contender.tablet()
    line.take()
    coldMs.push(await timed(() => pullAll(tablet!, records.length)))
    cold = line.take()
  } while (!shape && coldMs.length < COLD_RUNS)
  const fresh = records.slice(0, PUSHED).map((record, i) => ({ ...record, id: `pushed-${i}` }))
  await tablet.push(fresh)
  const pushed = line.take()
  const editMs = await timed(() => tablet.edit())
  const edited = line.take()
  const idleMs = await timed(() => tablet.resume())
  const idle = line.take()
  await tablet.end()
  return {
    name: contender.name,
    coldMs: spreadOf(coldMs),
    coldBytesPerFact: bytesOf(cold) / records.length,
    pushBytesPerFact: bytesOf(pushed) / fresh.length,
    editBytes: bytesOf(edited),
    editMs,
    idle,
    idleMs,
  }
}

async function pullAll(tablet: SyncTablet, expected: number): Promise<void> {
  const got = await tablet.pull()
  if (got < expected) throw new Error(`${got} of ${expected} records arrived`)
}

function rowsOf(line: string, mine: Figures, rivals: readonly Figures[]): Row[] {
  const rows = (
    what: string,
    unit: Row['unit'],
    of: (figures: Figures) => Spread | number,
    rest: Pick<Row, 'budget' | 'note'> = {},
  ): Row[] =>
    rivals.map((rival) => ({
      area: 'sync',
      what: `${line}: ${what}`,
      unit,
      measured: spread(of(mine)),
      reference: { what: rival.name, measured: spread(of(rival)) },
      ...rest,
    }))
  const isSlow = line === SLOW_LINE.name
  const cold = rows(`cold sync of ${FACTS} facts, in Node`, 'ms', ({ coldMs }) => coldMs, {
    ...(isSlow ? {} : { budget: { value: BUDGETS.coldMs } }),
  })
  const edit = rows('an edited field, until the server has it', 'ms', ({ editMs }) => editMs)
  const idle = rows('idle resume', 'ms', ({ idleMs }) => idleMs)
  // The same bytes go over either line.
  if (isSlow) return [...cold, ...edit, ...idle]
  return [
    ...cold,
    ...rows('cold sync, a fact', 'B', ({ coldBytesPerFact }) => coldBytesPerFact, {
      budget: { value: BUDGETS.coldBytesPerFact },
    }),
    ...rows(`pushed, a fact of ${PUSHED}`, 'B', ({ pushBytesPerFact }) => pushBytesPerFact),
    ...rows('an edited field', 'B', ({ editBytes }) => editBytes),
    ...edit,
    ...idle,
    ...rows('idle resume', 'requests', (figures) => figures.idle.requests, {
      budget: { value: BUDGETS.idleRequests },
    }),
    ...rows('idle resume', 'B', (figures) => bytesOf(figures.idle), { budget: { value: BUDGETS.idleBytes } }),
  ]
}

const spread = (figure: Spread | number) => (typeof figure === 'number' ? exactly(figure) : figure)
const bytesOf = ({ upBytes, downBytes }: Traffic) => upBytes + downBytes

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await act()
  return performance.now() - startMs
}
