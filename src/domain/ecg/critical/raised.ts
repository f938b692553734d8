import { bad, good, type Outcome } from '../../problem.ts'
import type { CriticalQuestion } from './conditions.ts'
import { instantIso, instantMs } from './instant.ts'
import type { CriticalAlert, CriticalCaveat, CriticalEvidence } from './critical.ts'

/** How a clinician was told; the rule wants a voice. */
export const TOLD_BY = ['in-person', 'phone', 'voice-message', 'text-message'] as const
export type ToldBy = (typeof TOLD_BY)[number]

/** Why a raised value needs nobody told. */
export const NOT_CRITICAL_BECAUSE = ['known', 'no-symptoms', 'measured-wrongly', 'practice', 'other'] as const
export type NotCriticalBecause = (typeof NOT_CRITICAL_BECAUSE)[number]

/** Who was told, and whether they said it back; or why nobody had to be. Instants are ISO 8601, of the tablet's clock. */
export interface Acknowledgement {
  /** Who acknowledged, by name; empty where nobody has opened a clinic. */
  readonly by: string
  /** When it was acknowledged here. */
  readonly at: string
  readonly told: {
    readonly name: string
    readonly role: string
    readonly means: ToldBy
    readonly at: string
    readonly readBack: boolean
  } | null
  readonly notCritical: { readonly because: NotCriticalBecause; readonly words: string } | null
}

/** A critical value that was raised on a tracing: kept with its reading, and stated on the chart. Plain JSON. */
export interface RaisedCritical {
  /** A `CriticalId`; also one of a later version. */
  readonly entry: string
  readonly list: { readonly region: string; readonly version: string }
  readonly evidence: readonly CriticalEvidence[]
  readonly asks: readonly CriticalQuestion[]
  readonly caveats: readonly CriticalCaveat[]
  /** ISO 8601 instant of the tablet's clock: from here the minutes count. */
  readonly raisedAt: string
  readonly acknowledged: Acknowledgement | null
}

/** Nobody waits longer than this for a clock that was set wrong: an older time is a slip. */
const TOLD_BEFORE_MS = 60 * 60_000
const CLOCK_SLACK_MS = 60_000

/**
 * What stands raised once these alerts are seen: each line of the list once a tracing. What is open follows the numbers
 * as they are corrected; it never goes by itself. What was acknowledged stays as it was.
 * @param at ISO 8601 instant
 * @returns the same array where nothing is new
 */
export function withAlerts(
  raised: readonly RaisedCritical[],
  alerts: readonly CriticalAlert[],
  list: { readonly region: string; readonly version: string },
  at: string,
): readonly RaisedCritical[] {
  const followed = raised.map((each) => {
    const alert = alerts.find(({ entry }) => entry === each.entry)
    if (!alert || each.acknowledged) return each
    const { evidence, asks, caveats } = alert
    return alike({ evidence, asks, caveats }, each) ? each : { ...each, evidence, asks, caveats }
  })
  const fresh = alerts.flatMap((alert): RaisedCritical[] => {
    if (raised.some(({ entry }) => entry === alert.entry)) return []
    const { region, version } = list
    return [{ ...alert, list: { region, version }, raisedAt: at, acknowledged: null }]
  })
  const changed = fresh.length > 0 || followed.some((each, i) => each !== raised[i])
  return changed ? [...followed, ...fresh] : raised
}

function alike(one: Pick<RaisedCritical, 'evidence' | 'asks' | 'caveats'>, other: RaisedCritical): boolean {
  const { evidence, asks, caveats } = other
  return JSON.stringify([one.evidence, one.asks, one.caveats]) === JSON.stringify([evidence, asks, caveats])
}

/** A state that was made before somebody acknowledged elsewhere does not undo that. */
export function keepingAcknowledged(
  before: readonly RaisedCritical[],
  now: readonly RaisedCritical[],
): readonly RaisedCritical[] {
  const done = (entry: string) => before.find((each) => each.entry === entry && each.acknowledged)
  const missing = before.filter(({ entry }) => !now.some((each) => each.entry === entry))
  return [...now.map((each) => (each.acknowledged ? each : (done(each.entry) ?? each))), ...missing]
}

export function openOf(raised: readonly RaisedCritical[]): readonly RaisedCritical[] {
  return raised.filter(({ acknowledged }) => acknowledged === null)
}

/**
 * Acknowledges all that is open, or the entries that are named.
 * @returns `critical-told-nobody`, `critical-told-time` (details.from, to), `critical-reason-missing`
 */
export function acknowledge(
  raised: readonly RaisedCritical[],
  acknowledgement: Acknowledgement,
  entries: readonly string[] = openOf(raised).map(({ entry }) => entry),
): Outcome<readonly RaisedCritical[]> {
  const { told, notCritical, at } = acknowledgement
  const meant = openOf(raised).filter(({ entry }) => entries.includes(entry))
  if (told) {
    if (told.name.trim() === '') return toldNobody()
    const first = Math.min(...meant.map(({ raisedAt }) => instantMs(raisedAt)))
    const [from, to] = [first - TOLD_BEFORE_MS, instantMs(at) + CLOCK_SLACK_MS]
    const toldMs = instantMs(told.at)
    if (!(toldMs >= from && toldMs <= to)) return toldTime(from, instantMs(at))
  } else if (!notCritical || (notCritical.because === 'other' && notCritical.words.trim() === '')) {
    return reasonMissing()
  }
  return good(
    raised.map((each) => (meant.includes(each) ? { ...each, acknowledged: acknowledgement } : each)),
  )
}

/** Whole minutes since it was raised; a clock that was set back counts none. */
export function minutesSince(raisedAt: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - instantMs(raisedAt)) / 60_000))
}

function toldNobody() {
  return bad(
    'critical-told-nobody',
    'A critical value needs the name of who was told.',
    'Write who took the call, or say why it is not critical.',
  )
}

function toldTime(fromMs: number, toMs: number) {
  const [from, to] = [instantIso(fromMs), instantIso(toMs)]
  return bad(
    'critical-told-time',
    `The call cannot have been before ${from} nor after ${to}.`,
    'Look at the time that is written.',
    { from, to },
  )
}

function reasonMissing() {
  return bad(
    'critical-reason-missing',
    'A critical value needs somebody told, or a reason why it is not critical.',
    'Choose a reason; where it is another one, write it.',
  )
}
