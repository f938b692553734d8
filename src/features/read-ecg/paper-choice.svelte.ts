import { ecgIntake } from '#data/workers/decoder.ts'
import { actingFilter, UNFILTERED, type DisplayFilter } from '#domain/ecg/display.ts'
import type { PaperSetting } from '#domain/ecg/report.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'

export type PaperLayout = PaperSetting['layout']

export const SPEEDS = [12.5, 25, 50] as const satisfies readonly PaperSetting['speedMmPerS'][]
export const GAINS = [5, 10, 20] as const satisfies readonly PaperSetting['gainMmPerMv'][]
const HIGH_PASS_HZ = [null, 0.05, 0.5] as const satisfies readonly DisplayFilter['highPassHz'][]
const LOW_PASS_HZ = [null, 25, 40, 100, 150] as const satisfies readonly DisplayFilter['lowPassHz'][]
const MAINS_HZ = [null, 50, 60] as const satisfies readonly DisplayFilter['mainsHz'][]

/** How this recording is laid on paper; a new recording starts from what its leads allow. */
export class PaperChoice {
  layout = $state<PaperLayout>('strip')
  speedMmPerS = $state<PaperSetting['speedMmPerS']>(25)
  gainMmPerMv = $state<PaperSetting['gainMmPerMv']>(10)
  hiddenLeads = $state.raw<readonly string[]>([])
  /** The lead of the rhythm row, as the file spells it; undefined: the usual one. */
  rhythmLead = $state<string | undefined>()
  /** As the switches stand. */
  filter = $state.raw<DisplayFilter>(UNFILTERED)
  /** What the paper draws: the recording, or the recording through `drawnThrough`. */
  drawn = $state.raw<Tracing>() as Tracing
  drawnThrough = $state.raw<DisplayFilter>(UNFILTERED)

  readonly layouts: readonly PaperLayout[]
  /** What the switches offer: only what has room at the sampling rate. */
  readonly highPassHz = HIGH_PASS_HZ
  readonly lowPassHz: readonly DisplayFilter['lowPassHz'][]
  readonly mainsHz: readonly DisplayFilter['mainsHz'][]
  readonly #recorded: Tracing

  constructor(tracing: Tracing) {
    this.#recorded = tracing
    this.drawn = tracing
    const standard = tracing.leads.filter((lead) => lead.standard).length
    this.layouts = standard >= 6 ? ['3x4+1', '6x2', '12x1', 'strip'] : ['strip', '12x1']
    this.layout = this.layouts[0]!
    const acting = (filter: Partial<DisplayFilter>) =>
      actingFilter({ ...UNFILTERED, ...filter }, tracing.sampleRateHz)
    this.lowPassHz = LOW_PASS_HZ.filter((hz) => acting({ lowPassHz: hz }).lowPassHz === hz)
    this.mainsHz = MAINS_HZ.filter((hz) => acting({ mainsHz: hz }).mainsHz === hz)
    // A tracing of twelve leads as a strip is its rhythm lead alone, as a cart runs it.
    if (standard >= 6) this.rhythmLead = ['II', 'V1', 'V5', 'I'].flatMap(named(tracing))[0]
  }

  /** As a report keeps it. */
  get setting(): PaperSetting {
    const { layout, speedMmPerS, gainMmPerMv, filter } = this
    return { layout, speedMmPerS, gainMmPerMv, filter }
  }

  /** Lays it out as a report says; a layout that these leads do not fill is left. */
  use(setting: PaperSetting): void {
    if (this.layouts.includes(setting.layout)) this.layout = setting.layout
    this.speedMmPerS = setting.speedMmPerS
    this.gainMmPerMv = setting.gainMmPerMv
    void this.choose(setting.filter)
  }

  /** Turns one switch of the filter, or all. The recording itself is never filtered. */
  async choose(part: Partial<DisplayFilter>): Promise<void> {
    const filter = { ...this.filter, ...part }
    this.filter = filter
    const none = filter.highPassHz === null && filter.lowPassHz === null && filter.mainsHz === null
    const drawn = none
      ? this.#recorded
      : await ecgIntake()
          .forDisplay(this.#recorded, filter)
          .catch(() => null)
    if (this.filter !== filter) return
    // The worker was ended: the switches must say what the paper shows, which is the recording as it came.
    if (drawn === null) return this.choose(UNFILTERED)
    this.drawn = drawn
    this.drawnThrough = filter
  }

  /** Turns a setting one step on, round and round: what a key does. */
  step(what: 'layout' | 'speed' | 'gain' | 'high-pass' | 'low-pass' | 'mains' | 'rhythm-lead'): void {
    if (what === 'layout') this.layout = after(this.layouts, this.layout)
    else if (what === 'speed') this.speedMmPerS = after(SPEEDS, this.speedMmPerS)
    else if (what === 'gain') this.gainMmPerMv = after(GAINS, this.gainMmPerMv)
    else if (what === 'high-pass')
      void this.choose({ highPassHz: after(this.highPassHz, this.filter.highPassHz) })
    else if (what === 'low-pass')
      void this.choose({ lowPassHz: after(this.lowPassHz, this.filter.lowPassHz) })
    else if (what === 'mains') void this.choose({ mainsHz: after(this.mainsHz, this.filter.mainsHz) })
    else if (this.rhythmLead !== undefined) {
      const names = this.#recorded.leads.map(({ name }) => name)
      this.rhythmLead = after(names, this.rhythmLead)
    }
  }
}

function named({ leads }: Tracing): (standard: string) => readonly string[] {
  return (standard) => leads.filter((lead) => lead.standard === standard).map(({ name }) => name)
}

function after<T>(options: readonly T[], value: T): T {
  return options[(options.indexOf(value) + 1) % options.length]!
}
