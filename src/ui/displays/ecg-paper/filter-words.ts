import type { CartFilter } from '#domain/ecg/cart.ts'
import { actingFilter, type DisplayFilter } from '#domain/ecg/display.ts'
import { m } from '#words/messages.js'
import { formatNumber } from '../../format.ts'

/** What stands at the foot of a sheet: what we filtered for it, and what the device filtered before it wrote. */
export function filterInWords(
  filter: DisplayFilter,
  device: CartFilter | null,
  sampleRateHz: number,
): string {
  const { highPassHz, lowPassHz, mainsHz } = actingFilter(filter, sampleRateHz)
  const ours = bandInWords(highPassHz, lowPassHz, mainsHz)
  const theirs = device && bandInWords(device.highPassHz, device.lowPassHz, device.notchHz)
  return [ours || m.paper_no_filter(), theirs ? m.paper_device_filter({ band: theirs }) : '']
    .filter(Boolean)
    .join('   ')
}

/** Zero is what readers give for an edge that a file leaves out. */
function bandInWords(high?: number | null, low?: number | null, mains?: number | null): string {
  const parts: string[] = []
  if (high && low) parts.push(m.paper_band({ low: edge(high), high: edge(low) }))
  else if (high) parts.push(m.paper_high_pass({ hz: edge(high) }))
  else if (low) parts.push(m.paper_low_pass({ hz: edge(low) }))
  if (mains) parts.push(m.paper_mains_out({ hz: edge(mains) }))
  return parts.join(' ')
}

function edge(hz: number): string {
  const digits = hz >= 10 ? '' : (String(Number(hz.toFixed(2))).split('.')[1] ?? '')
  return formatNumber(hz, digits.length)
}
