import { leadOfNumber } from '../lead-names.ts'
import { SIGNALS_MAX } from '../limits.ts'
import { ByteReader } from './bytes.ts'

/** Section 3: which leads there are, and which samples of the recording each has. */
export interface LeadDefinitions {
  /** The reference beat was subtracted before the rhythm was packed. */
  readonly beatSubtracted: boolean
  readonly leads: readonly LeadDefinition[]
}

export interface LeadDefinition {
  /** The field's name of the lead, or null for a code that says no lead of the heart. */
  readonly name: string | null
  readonly code: number
  /** First and last sample, counted from 1 over the whole recording. */
  readonly first: number
  readonly last: number
}

const LEAD_BYTES = 9
const BEAT_SUBTRACTED = 1

/**
 * Null where the section is too short for what it claims, or has no lead.
 * Source: EN 1064:2005, 5.6.
 */
export function readLeads(body: Uint8Array): LeadDefinitions | null {
  const reader = new ByteReader(body)
  const count = reader.u8()
  const flags = reader.u8()
  if (count === 0 || count > SIGNALS_MAX || reader.left < count * LEAD_BYTES) return null
  const leads = Array.from({ length: count }, () => {
    const first = reader.u32()
    const last = reader.u32()
    const code = reader.u8()
    return { name: leadOfNumber(code), code, first, last }
  })
  return { beatSubtracted: (flags & BEAT_SUBTRACTED) !== 0, leads }
}
