import { formatPercent } from '#ui/format.ts'
import { m } from '#words/messages.js'
import { emphasisOf } from '../emphasis.ts'
import type { OpenEcg } from '../open-ecg.svelte.ts'
import { mapsOf } from './claim-maps.ts'
import { labelWords } from './label-words.ts'
import { spotlightOf } from './spotlight.ts'

/** The statements of one recording as they lie on the desk: which one is unfolded, and what of it the paper shows. */
export class StatementsDesk {
  readonly ecg: OpenEcg
  /** Rule of the statement that is unfolded. */
  open = $state<string | null>(null)
  /** Rule of the statement that is being changed. */
  editing = $state<string | null>(null)
  /** The pack's label whose map lies on the tracing. */
  map = $state<string | null>(null)

  constructor(ecg: OpenEcg) {
    this.ecg = ecg
  }

  readonly spotlight = $derived.by(() => {
    const { ecg, open } = this
    if (open === null || ecg.reader.covered) return null
    const statement = ecg.statements?.statements.find(({ rule }) => rule === open)
    return statement ? spotlightOf(statement, ecg.recording.analysis.beats) : null
  })

  /** What a pack looked at; nothing of it is drawn while ours is covered. */
  readonly emphasis = $derived.by(() => {
    const { ecg, map } = this
    if (map === null || ecg.reader.covered) return null
    const shown = mapsOf(ecg.claims).find(({ key }) => key === map)
    if (!shown) return null
    const label = m.ecg_map_label({ label: labelWords(shown.label), pack: shown.pack })
    return emphasisOf(shown.cam, label, formatPercent(shown.probability))
  })

  toggle(rule: string): void {
    this.editing = null
    this.open = this.open === rule ? null : rule
  }

  show(map: string): void {
    this.map = this.map === map ? null : map
  }

  /** Keys on the line of a statement: up and down the lines, Y accepts, C changes, X rejects. */
  press(event: KeyboardEvent, rule: string): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const statement = this.ecg.statements?.statements.find((each) => each.rule === rule)
    if (!statement) return
    const table: Record<string, () => void> = {
      ArrowDown: () => focusStatement(event, 1),
      ArrowUp: () => focusStatement(event, -1),
      y: () => this.ecg.decide(statement, 'accepted'),
      x: () => this.ecg.decide(statement, 'rejected'),
      c: () => (this.editing = this.editing === rule ? null : rule),
      Escape: () => (this.open = null),
    }
    const act = table[event.key]
    if (act === undefined || (event.key === 'Escape' && this.open !== rule)) return
    act()
    event.preventDefault()
  }
}

function focusStatement({ currentTarget }: KeyboardEvent, step: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-statement]')]
  all[all.indexOf(currentTarget as HTMLElement) + step]?.focus()
}
