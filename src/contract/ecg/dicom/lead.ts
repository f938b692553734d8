import type { StandardLead } from '#domain/ecg/tracing.ts'
import { isLeadName, leadOfNumber, standardLead } from '../lead-names.ts'
import { codeOf, type Code } from './codes.ts'
import type { DicomItem } from '../../dicom/item.ts'

export interface ChannelLead {
  /** As the file spells it. */
  readonly name: string
  /** Whether this is a lead of the heart that we know; any other channel is never placed. */
  readonly isKnown: boolean
  readonly standard: StandardLead | null
}

/**
 * The lead of a channel, by the code of its source; where the code is a maker's own, by its meaning, else by the
 * channel's label. A meaning that contradicts the code leaves the lead unknown.
 * Source: PS3.3 C.10.9 (Channel Source Sequence, CID 3001).
 */
export function leadOfChannel(channel: DicomItem, position: number): ChannelLead {
  const code = codeOf(channel, 'ChannelSourceSequence')
  const label = channel.text('ChannelLabel')
  const coded = code === null ? null : leadOfCode(code)
  const name = code?.meaning || label || coded || code?.value || `channel ${position}`
  // "Unspecified lead" is a lead of the heart all the same, and none of the twelve.
  if (code?.scheme === 'MDC' && code.value === '2:0') return { name, isKnown: true, standard: null }
  if (coded !== null) {
    const standard = standardLead(coded)
    const spelled = standardLead(code?.meaning ?? '')
    return { name, isKnown: spelled === null || spelled === standard, standard }
  }
  return { name, isKnown: isLeadName(name), standard: standardLead(name) }
}

/** `2:62` and `131134` of MDC, `5.6.3-9-62` of SCP-ECG: one numbering. */
function leadOfCode({ value, scheme }: Code): string | null {
  const scp = /^5\.6\.3-9-(\d+)$/.exec(value)
  if (scp) return leadOfNumber(Number(scp[1]))
  if (!/^(?:MDC|.*11073.*)$/.test(scheme)) return null
  const partitioned = /^2:(\d+)$/.exec(value)
  if (partitioned) return leadOfNumber(Number(partitioned[1]))
  return /^131\d{3}$/.test(value) ? leadOfNumber(Number(value) - 131_072) : null
}
