import { CONDITIONS, type CriticalId, type LimitName, type LimitUnit } from './conditions.ts'
import data from './data/critical-list.json' with { type: 'json' }

export type Jurisdiction = 'consensus-2017' | 'shanxi-2017'
type CriticalGroup = 'suspected_acs' | 'fast' | 'slow' | 'other'

/** One line of a list of critical values, as it holds here. */
export interface CriticalEntry {
  readonly id: CriticalId
  readonly jurisdiction: Jurisdiction
  readonly group: CriticalGroup
  /** The line of the list, in English. */
  readonly line: string
  readonly on: boolean
  readonly limits: Readonly<Partial<Record<LimitName, CriticalLimit>>>
}

interface CriticalLimit {
  readonly value: number
  readonly unit: LimitUnit
  /** What the list of the jurisdiction says. */
  readonly delivered: number
  readonly least: number
  readonly most: number
}

/** The list that holds in a region: delivered, or as the region has set it. */
export interface CriticalList {
  /** Empty for the list as it is delivered. */
  readonly region: string
  /** Names the list in every value that it raised. */
  readonly version: string
  readonly entries: readonly CriticalEntry[]
  /** Null for the list as it is delivered. */
  readonly setBy: string | null
  /** ISO 8601 instant. */
  readonly setAt: string | null
  readonly source: string
  /** Whether two readable sources agree on the figures. */
  readonly verified: boolean
}

/** Raised by every change of the delivered entries or of how the app tells them. */
const DELIVERED_VERSION = 'china-2017.1'
/** The national list holds everywhere; a province's own is switched on where it holds. */
const DELIVERED_ON: Readonly<Record<Jurisdiction, boolean>> = { 'consensus-2017': true, 'shanxi-2017': false }

export const DELIVERED_CRITICAL_LIST: CriticalList = {
  region: '',
  version: DELIVERED_VERSION,
  entries: data.entries.map(deliveredEntry),
  setBy: null,
  setAt: null,
  ...data.rules['ecg.critical'],
}

/** A clinician is told within this many minutes, by voice (rule `ecg.critical`). */
export const TELL_WITHIN_MIN = data.tellWithinMin
/** Without an answer for so long, somebody else is told. */
export const ESCALATE_AFTER_MIN = data.escalateAfterMin

function deliveredEntry({ limits, ...entry }: (typeof data.entries)[number]): CriticalEntry {
  const id = entry.id as CriticalId
  const jurisdiction = entry.jurisdiction as Jurisdiction
  const { bounds } = CONDITIONS[id]
  return {
    id,
    jurisdiction,
    group: entry.group as CriticalGroup,
    line: entry.line,
    on: DELIVERED_ON[jurisdiction],
    limits: Object.fromEntries(
      Object.entries(limits as Partial<Record<LimitName, number>>).map(([name, value]) => [
        name,
        { value, delivered: value, ...bounds[name as LimitName]! },
      ]),
    ),
  }
}
