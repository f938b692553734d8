/** Parts of the form, in the order of a consultation; also their anchors and the chips that jump there. */
export const SECTIONS = [
  'reason',
  'history',
  'vitals',
  'examination',
  'orders',
  'assessment',
  'plan',
  'prescriptions',
] as const
export type SectionId = (typeof SECTIONS)[number]

/** What stands beside the form, or below it on a narrow screen. */
export const BESIDE = ['checks', 'scores', 'note'] as const

const FOCUSABLE = 'input:not([type="hidden"]), textarea, select, button'

/**
 * Brings a field into sight and into the keyboard's hand: the field itself, else the line or the part that it is in.
 * @param path such as `vitals.heightCm` or `prescriptions.3.dose`
 */
export function jumpTo(path: string): void {
  for (let rest = path; rest !== ''; rest = rest.slice(0, Math.max(0, rest.lastIndexOf('.')))) {
    const place = document.querySelector<HTMLElement>(`[data-path="${CSS.escape(rest)}"]`)
    if (!place) continue
    place.scrollIntoView({ block: rest.includes('.') ? 'center' : 'start' })
    const target = place.matches(FOCUSABLE) ? place : place.querySelector<HTMLElement>(FOCUSABLE)
    target?.focus({ preventScroll: true })
    return
  }
}
