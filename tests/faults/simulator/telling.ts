import { decodeSignedFact, decodeOwnHeader } from '#contract/record/fact-codec.ts'
import type { Fact, SubjectId } from '#domain/record/fact.ts'
import type { HubContext } from '../../../src/hub/context.ts'
import { dbOf, type Seat } from './clinic-bench.ts'

type Hub = Pick<HubContext, 'store' | 'people'>

/** What the hub keeps from everybody, why, and who has it all the same: for whoever reads a failure. */
export async function heldLines({ store, people }: Hub, seats: readonly Seat[]): Promise<string[]> {
  const held = await store.facts.held()
  const rows = await Promise.all(seats.map((seat) => dbOf(seat).facts.toArray()))
  const lines: string[] = []
  for (const { id, why, routing, bytes, by } of held) {
    if (!routing) {
      lines.push(`held ${short(id)}: ${why}, not to be placed`)
      continue
    }
    const { device, seq, prev, hlcMs, hlcCounter, kind, key } = routing
    const head = await store.facts.head(device)
    const at = (await store.facts.at(device, seq)).map(short)
    const before = prev && (await where(store, prev))
    const whole = decodeSignedFact(bytes)
    lines.push(
      [
        `held ${short(id)}: ${why}, ${kind} by ${short(key ?? '?')}`,
        key ? (people.certificate(key)?.state ?? 'stranger') : '',
        `on ${short(device)}${people.isForked(device) ? ' (forked)' : ''} ${seq}`,
        `at ${new Date(hlcMs).toISOString()}+${hlcCounter}`,
        `behind ${prev ? `${short(prev)} (${before})` : 'none'}`,
        `end there: ${head ? `${short(head.id)} ${head.seq} at ${new Date(head.hlcMs).toISOString()}` : 'none'}`,
        `same place: ${at.join(' ') || 'none'}`,
        `brought by ${short(by)}${whole.ok ? '' : ', unreadable'}`,
        `tablets: ${rows.map((of) => of.find((row) => row.id === id)?.unsent ?? '-').join(' ')}`,
      ].join(', '),
    )
  }
  return lines
}

/** What each tablet reads of a person and another does not. */
export async function differenceLines(
  seats: readonly Seat[],
  subject: SubjectId,
  read: readonly (readonly Fact[])[],
): Promise<string[]> {
  const all = new Map(read.flat().map((fact) => [fact.id, fact]))
  const lines = [`of ${short(subject)}, ${all.size} facts`]
  for (const [i, seat] of seats.entries()) {
    const rows = await dbOf(seat).facts.where('subject').equals(subject).toArray()
    const damaged = [...seat.tablet.running.room.log.damaged].map(short)
    lines.push(
      `tablet ${i}: ${rows.length} rows, opens ${read[i]!.length}, damaged ${damaged.join(' ') || 'none'}`,
    )
    for (const { id, header, body } of all.values()) {
      const here = read[i]!.find((fact) => fact.id === id)
      if (here && (here.body === null) === (body === null)) continue
      const { kind, device, seq, key } = header
      const row = rows.find((each) => each.id === id)
      lines.push(
        `  lacks ${short(id)}: ${kind} by ${short(key)} on ${short(device)} ${seq}` +
          `, ${row ? `row with unsent ${row.unsent}, body ${row.body ? 'there' : 'none'}` : 'no row'}`,
      )
    }
  }
  return lines
}

async function where(store: Hub['store'], id: string): Promise<string> {
  const stored = await store.facts.byId(id)
  const header = stored && decodeSignedFact(stored.bytes)
  if (header?.ok) {
    const own = decodeOwnHeader(header.value.header)
    return `in the log as ${stored!.n}, ${own ? `${new Date(own.hlc.ms).toISOString()}+${own.hlc.counter}` : ''}`
  }
  return (await store.facts.lacking([id])).length > 0 ? 'not at the hub' : 'held'
}

const short = (id: string) => id.slice(0, 6)
