import { sameBytes } from '#contract/cbor.ts'
import type { DeviceId, FactId } from '#domain/record/fact.ts'
import { fromBase64url } from '#contract/record/base64url.ts'
import type { Held } from '#contract/sync/peer-messages.ts'
import type { FactRow, FactsDatabase } from '../databases.ts'
import type { Session } from '../session.ts'

/** Rows read at once: their sealed bytes come along and go. */
const READ_AT_ONCE = 1000
const ID_BYTES = 32

interface Entry {
  readonly n: number
  readonly id: FactId
  readonly seq: number
}

/** Which facts are on this tablet, by device and seq: a version vector with the holes that a log may have. */
export class Holdings {
  /** The last row that was counted, in order of arrival. */
  through = 0
  readonly #devices = new Map<DeviceId, Entry[]>()

  /** Everything that this session may open. */
  static async read(db: FactsDatabase, session: Session): Promise<Holdings> {
    const holdings = new Holdings()
    for (;;) {
      const rows = await db.facts.where('n').above(holdings.through).limit(READ_AT_ONCE).toArray()
      for (const row of rows) holdings.#add(row, session)
      if (rows.length < READ_AT_ONCE) return holdings
    }
  }

  #add(row: FactRow, session: Session): void {
    this.through = row.n!
    if (!session.holdsScopeKey(row.scope, row.epoch)) return
    const entries = this.#devices.get(row.device) ?? []
    entries.push({ n: row.n!, id: row.id, seq: row.seq })
    this.#devices.set(row.device, entries)
  }

  held(): Held[] {
    return [...this.#devices].map(([device, entries]) => ({
      device,
      runs: runsOf(entries),
      xor: xorOf(entries),
    }))
  }

  /**
   * What somebody with these holdings lacks, in order of arrival. The same runs with other ids under them are a fork:
   * then all of that device goes, and whoever has a fact already says so.
   */
  lackedBy(theirs: readonly Held[]): FactId[] {
    const byDevice = new Map(theirs.map((held) => [held.device, held]))
    const lacked = [...this.#devices].flatMap(([device, entries]) => {
      const held = byDevice.get(device)
      if (!held) return entries
      const missing = entries.filter(({ seq }) => !isIn(held.runs, seq))
      const isFork =
        missing.length === 0 && sameRuns(runsOf(entries), held.runs) && !sameBytes(xorOf(entries), held.xor)
      return isFork ? entries : missing
    })
    return lacked.sort((a, b) => a.n - b.n).map(({ id }) => id)
  }
}

function runsOf(entries: readonly Entry[]): [number, number][] {
  const runs: [number, number][] = []
  for (const seq of [...new Set(entries.map((entry) => entry.seq))].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && last[1] === seq - 1) last[1] = seq
    else runs.push([seq, seq])
  }
  return runs
}

function xorOf(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const sum = new Uint8Array(ID_BYTES)
  for (const { id } of entries) {
    const bytes = fromBase64url(id)
    for (let i = 0; bytes && i < ID_BYTES; i++) sum[i]! ^= bytes[i]!
  }
  return sum
}

function isIn(runs: Held['runs'], seq: number): boolean {
  let [low, high] = [0, runs.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const [from, to] = runs[middle]!
    if (seq < from) high = middle - 1
    else if (seq > to) low = middle + 1
    else return true
  }
  return false
}

const sameRuns = (a: Held['runs'], b: Held['runs']) =>
  a.length === b.length && a.every(([from, to], i) => from === b[i]![0] && to === b[i]![1])
