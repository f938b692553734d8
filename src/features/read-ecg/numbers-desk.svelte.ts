import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { CartReading } from '#domain/ecg/cart.ts'
import { limitFlags } from '#domain/ecg/limits/limits.ts'
import type { CorrectableId } from '#domain/ecg/measure/measurements.ts'
import { isMeasured } from '#domain/measured.ts'
import { figureOf, NUMBER_ROWS, type NumberRow } from './number-rows.ts'
import type { OpenEcg } from './open-ecg.svelte.ts'

/** The numbers of one recording as they lie on the desk: which one is unfolded, and what a person does to them. */
export class NumbersDesk {
  readonly ecg: OpenEcg
  /** Key of the line that is unfolded. */
  open = $state<string | null>(null)
  /** Which number of the open line its evidence speaks of. */
  chosen = $state<CorrectableId>('rateBpm')
  /** The number that is being corrected. */
  correcting = $state<CorrectableId | null>(null)

  readonly figures = $derived.by(() => this.ecg.figures)
  readonly limits = $derived.by(() => limitFlags(this.figures, this.ecg.person))

  constructor(ecg: OpenEcg) {
    this.ecg = ecg
  }

  get analysis(): EcgAnalysis {
    return this.ecg.recording.analysis
  }

  get cart(): CartReading | null {
    return this.ecg.recording.cart
  }

  toggle(row: NumberRow): void {
    this.correcting = null
    this.open = this.open === row.key ? null : row.key
    this.chosen = row.shows[0]!
  }

  isTouched(id: CorrectableId): boolean {
    return this.ecg.corrections[id] !== undefined
  }

  /** Rejects a number, or takes back what a person said of it. */
  reject(id: CorrectableId): void {
    this.ecg.correct(id, this.isTouched(id) ? null : { rejected: true })
  }

  isRowTouched({ shows }: NumberRow): boolean {
    return shows.some((id) => this.isTouched(id))
  }

  /** All that the line shows: rejected with one tap, or taken back. */
  rejectRow(row: NumberRow): void {
    const back = this.isRowTouched(row)
    for (const id of row.shows) {
      if (back) this.ecg.correct(id, null)
      else if (isMeasured(figureOf(this.figures, id))) this.ecg.correct(id, { rejected: true })
    }
  }

  correct(id: CorrectableId): void {
    const row = NUMBER_ROWS.find(({ ids }) => ids.includes(id))
    if (row === undefined) return
    this.open = row.key
    this.chosen = id
    this.correcting = id
  }

  /** Keys on the line of a number: up and down the lines, X rejects, C corrects. */
  press(event: KeyboardEvent, row: NumberRow): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const id = this.open === row.key ? this.chosen : row.shows[0]!
    const table: Record<string, () => void> = {
      ArrowDown: () => focusNumber(event, 1),
      ArrowUp: () => focusNumber(event, -1),
      x: () => (this.open === row.key ? this.reject(id) : this.rejectRow(row)),
      c: () => this.correct(id),
      Escape: () => (this.open = null),
    }
    const act = table[event.key]
    if (act === undefined || (event.key === 'Escape' && this.open !== row.key)) return
    act()
    event.preventDefault()
  }
}

function focusNumber({ currentTarget }: KeyboardEvent, step: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-number]')]
  all[all.indexOf(currentTarget as HTMLElement) + step]?.focus()
}
