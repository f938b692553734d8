import { ecgIntake } from '#data/workers/decoder.ts'
import { DIAGNOSTIC, MONITOR, type DisplayFilter } from '#domain/ecg/display.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'

export type PaperLayout = '3x4+1' | '6x2' | '12x1' | 'strip'

export type FilterName = 'none' | 'diagnostic' | 'monitor'

const FILTERS: Readonly<Record<FilterName, DisplayFilter | null>> = {
  none: null,
  diagnostic: DIAGNOSTIC,
  monitor: MONITOR,
}

/** How this recording is laid on paper; a new recording starts from what its leads allow. */
export class PaperChoice {
  layout = $state<PaperLayout>('strip')
  speedMmPerS = $state<25 | 50 | 12.5>(25)
  gainMmPerMv = $state<5 | 10 | 20>(10)
  hiddenLeads = $state.raw<readonly string[]>([])
  filter = $state<FilterName>('none')
  /** What the paper draws: the recording, or the recording through the filter. */
  drawn = $state.raw<Tracing>() as Tracing
  /** Pass band of what is drawn; undefined where nothing was filtered. */
  bandHz = $state.raw<readonly [number, number] | undefined>()

  readonly layouts: readonly PaperLayout[]
  readonly #recorded: Tracing

  constructor(tracing: Tracing) {
    this.#recorded = tracing
    this.drawn = tracing
    const standard = tracing.leads.filter((lead) => lead.standard).length
    this.layouts = standard >= 6 ? ['3x4+1', '6x2', '12x1'] : ['strip', '12x1']
    this.layout = this.layouts[0]!
  }

  async choose(name: FilterName): Promise<void> {
    this.filter = name
    const filter = FILTERS[name]
    const drawn = filter
      ? await ecgIntake()
          .forDisplay(this.#recorded, filter)
          .catch(() => null)
      : this.#recorded
    if (this.filter !== name) return
    // The worker was ended: the control must say what the paper shows, which is the recording as it came.
    if (drawn === null) return this.choose('none')
    this.drawn = drawn
    this.bandHz = filter?.highPassHz && filter.lowPassHz ? [filter.highPassHz, filter.lowPassHz] : undefined
  }
}
