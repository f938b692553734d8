import { bad, good, type Outcome } from '../../problem.ts'
import { CONDITIONS, LIMIT_PLACES, type CriticalId, type LimitName } from './conditions.ts'
import { instantMs } from './instant.ts'
import { DELIVERED_CRITICAL_LIST, type CriticalEntry, type CriticalList } from './critical-list.ts'

/**
 * What a region made of the delivered list: only what differs, so that a later edition of the list brings its new lines
 * and keeps the region's figures. Plain JSON; it is a setting of the clinic.
 */
export interface CriticalListChanges {
  readonly region: string
  readonly entries: Readonly<
    Partial<
      Record<
        CriticalId,
        { readonly on?: boolean; readonly limits?: Readonly<Partial<Record<LimitName, number>>> }
      >
    >
  >
  /** Who set it, by name. */
  readonly setBy: string
  /** ISO 8601 instant of the tablet's clock. */
  readonly setAt: string
}

export const REGION_NAME_MAX = 80

/** The delivered list with a region's changes. What the changes say of lines that this version does not have is left out. */
export function regionalList(changes: CriticalListChanges): CriticalList {
  return {
    ...DELIVERED_CRITICAL_LIST,
    region: changes.region,
    version: `${DELIVERED_CRITICAL_LIST.version}+${changes.setAt}`,
    entries: DELIVERED_CRITICAL_LIST.entries.map((entry) => changed(entry, changes.entries[entry.id] ?? {})),
    setBy: changes.setBy,
    setAt: changes.setAt,
  }
}

function changed(
  entry: CriticalEntry,
  { on = entry.on, limits = {} }: NonNullable<CriticalListChanges['entries'][CriticalId]>,
): CriticalEntry {
  const own = Object.entries(entry.limits).map(([name, limit]) => [
    name,
    { ...limit, value: limits[name as LimitName] ?? limit.value },
  ])
  return { ...entry, on, limits: Object.fromEntries(own) }
}

/** The list that a clinic's setting says; the delivered one where nothing is set, or what is set cannot be used. */
export function listOf(setting: unknown): CriticalList {
  const changes = setting === null || setting === undefined ? null : checkChanges(setting)
  return changes?.ok ? regionalList(changes.value) : DELIVERED_CRITICAL_LIST
}

/** What of a list differs from the delivered one, to be set by somebody now. */
export function changesOf(list: CriticalList, setBy: string, setAt: string): CriticalListChanges {
  const entries = list.entries.flatMap((entry) => {
    const delivered = DELIVERED_CRITICAL_LIST.entries.find(({ id }) => id === entry.id)!
    const limits = Object.entries(entry.limits).flatMap(([name, { value, delivered: before }]) =>
      value === before ? [] : [[name, value] as const],
    )
    const change = {
      ...(entry.on === delivered.on ? {} : { on: entry.on }),
      ...(limits.length > 0 ? { limits: Object.fromEntries(limits) } : {}),
    }
    return Object.keys(change).length === 0 ? [] : [[entry.id, change] as const]
  })
  return { region: list.region.normalize('NFC').trim(), entries: Object.fromEntries(entries), setBy, setAt }
}

/**
 * Whether a region's list can be used: every figure within its bounds, the pause with symptoms no longer than the one
 * without, a name. Also for what another tablet or an older version wrote.
 * @returns `critical-limit-bounds` (details.entry, limit, least, most), `critical-limits-order`, `critical-region-missing`,
 *   `critical-list-unreadable`
 */
export function checkChanges(given: unknown): Outcome<CriticalListChanges> {
  if (!isChanges(given)) return unreadable()
  const { region } = given
  if (region.trim() === '' || Array.from(region).length > REGION_NAME_MAX) return regionMissing()
  for (const [id, change] of Object.entries(given.entries)) {
    const bounds = CONDITIONS[id as CriticalId]?.bounds
    // A line of a later version: kept, and of no effect here.
    if (bounds === undefined) continue
    for (const [name, value] of Object.entries(change?.limits ?? {})) {
      const bound = bounds[name as LimitName]
      if (
        bound &&
        !(value >= bound.least && value <= bound.most && fitsPlaces(value, LIMIT_PLACES[bound.unit]))
      )
        return outOfBounds(id, name, bound)
    }
  }
  const { rrMaxWithSymptomsS, rrMaxS } = regionalList(given).entries.find(({ id }) => id === 'pause')!.limits
  if (rrMaxWithSymptomsS!.value > rrMaxS!.value) return orderWrong()
  return good(given)
}

function isChanges(given: unknown): given is CriticalListChanges {
  if (!isRecord(given) || !isRecord(given['entries'])) return false
  const { region, entries, setBy, setAt } = given
  const isText = [region, setBy, setAt].every((each) => typeof each === 'string' && each.length <= 400)
  return isText && !Number.isNaN(instantMs(setAt as string)) && Object.values(entries).every(isChange)
}

function isChange(given: unknown): boolean {
  if (!isRecord(given)) return false
  const { on, limits = {} } = given
  if (on !== undefined && typeof on !== 'boolean') return false
  return isRecord(limits) && Object.values(limits).every((value) => Number.isFinite(value))
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

/** A limit finer than the number beside it would be one that nobody can read off. */
function fitsPlaces(value: number, places: number): boolean {
  return Number(value.toFixed(places)) === value
}

function outOfBounds(
  entry: string,
  limit: string,
  bound: Readonly<Record<'unit' | 'least' | 'most', string | number>>,
) {
  const { unit, least, most } = bound
  return bad(
    'critical-limit-bounds',
    `The limit ${limit} of ${entry} must lie between ${least} and ${most} ${unit}.`,
    'Look at the figure and its unit.',
    { entry, limit, unit, least, most },
  )
}

function unreadable() {
  return bad(
    'critical-list-unreadable',
    'This list of critical values cannot be read.',
    'The delivered list holds until the list is set again.',
  )
}

function regionMissing() {
  return bad(
    'critical-region-missing',
    'A list of your own needs the name of the region that it holds for.',
    `Write a name of at most ${REGION_NAME_MAX} characters.`,
    { most: REGION_NAME_MAX },
  )
}

function orderWrong() {
  return bad(
    'critical-limits-order',
    'A pause with symptoms is critical sooner than one without.',
    'Set the limit with symptoms to the shorter pause.',
  )
}
