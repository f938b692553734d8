import type { ElectrodeFinding, Pacing } from '#domain/ecg/checks/findings.ts'
import { formatNumber } from '#ui/format.ts'
import { m } from '#words/messages.js'
import { numberWords } from './number-words.ts'

const ELECTRODES: Record<ElectrodeFinding['code'], (values: { leads: string }) => string> = {
  'arms-reversed': m.ecg_electrode_arms_reversed,
  'left-arm-leg-reversed': m.ecg_electrode_left_arm_leg_reversed,
  'right-arm-leg-reversed': m.ecg_electrode_right_arm_leg_reversed,
  'right-leg-involved': m.ecg_electrode_right_leg_involved,
  'v1-v2-reversed': m.ecg_electrode_v1_v2_reversed,
  'chest-order-odd': m.ecg_electrode_chest_order_odd,
  'lead-off': m.ecg_electrode_lead_off,
}

/** What may be wrong with the electrodes, and what to do about it: one sentence, never a diagnosis. */
export function electrodeWords({ code, leads }: ElectrodeFinding): string {
  return ELECTRODES[code]({ leads: leads.join(m.list_comma()) })
}

/** Empty where no stimuli are seen. */
export function pacingWords({ spikesMs, paced }: Pacing): string {
  if (spikesMs.length === 0) return ''
  const count = (kind: Pacing['paced'][number]): number => paced.filter((one) => one === kind).length
  const parts = [
    { say: m.ecg_paced_atrial, count: count('atrial') },
    { say: m.ecg_paced_ventricular, count: count('ventricular') },
    { say: m.ecg_paced_dual, count: count('dual') },
  ].flatMap(({ say, count }) => (count > 0 ? [say({ count: formatNumber(count) })] : []))
  const beats = parts.length > 0 ? m.ecg_paced_beats({ parts: parts.join(m.list_comma()) }) : ''
  return [m.ecg_pacing({ count: formatNumber(spikesMs.length) }), beats].filter(Boolean).join(' ')
}

type SignWords = (values: { value: string }) => string

const SIGNS: Readonly<Record<string, SignWords | undefined>> = {
  'p-inverted-in-i': m.ecg_shows_p_inverted_in_i,
  'qrs-inverted-in-i': m.ecg_shows_qrs_inverted_in_i,
  't-inverted-in-i': m.ecg_shows_t_inverted_in_i,
  'avr-upright': m.ecg_shows_avr_upright,
  'qrs-upright-in-v6': m.ecg_shows_qrs_upright_in_v6,
  'p-inverted-in-ii': m.ecg_shows_p_inverted_in_ii,
  'qrs-inverted-in-ii': m.ecg_shows_qrs_inverted_in_ii,
  't-inverted-in-ii': m.ecg_shows_t_inverted_in_ii,
  'p-upright-in-avr': m.ecg_shows_p_upright_in_avr,
  'p-taller-in-i-than-in-ii': m.ecg_shows_p_taller_in_i_than_in_ii,
  'p-inverted-in-iii': m.ecg_shows_p_inverted_in_iii,
  'lead-shows-nothing': m.ecg_shows_lead_shows_nothing,
  'chest-leads-follow-better': m.ecg_shows_chest_leads_follow_better,
  'lead-does-not-move': m.ecg_shows_lead_does_not_move,
}
/** Shares are said without decimals, heights in mV with two. */
const IN_PERCENT: ReadonlySet<string> = new Set([
  'lead-shows-nothing',
  'chest-leads-follow-better',
  'lead-does-not-move',
])

/** What speaks for a finding; a sign without words of its own is not said. */
export function signWords({ sign, value }: ElectrodeFinding['because'][number]): string {
  const words = value === undefined ? '' : numberWords(value, IN_PERCENT.has(sign) ? '%' : 'mV')
  return SIGNS[sign]?.({ value: words }) ?? ''
}
