import type { Tracing } from '#domain/ecg/tracing.ts'

export type PaperLayout = '3x4+1' | '6x2' | '12x1' | 'strip'

/** How this recording is laid on paper; a new recording starts from what its leads allow. */
export class PaperChoice {
  layout = $state<PaperLayout>('strip')
  speedMmPerS = $state<25 | 50 | 12.5>(25)
  gainMmPerMv = $state<5 | 10 | 20>(10)
  hiddenLeads = $state.raw<readonly string[]>([])

  readonly layouts: readonly PaperLayout[]
  readonly leads: readonly string[]

  constructor(tracing: Tracing) {
    this.leads = tracing.leads.map((lead) => lead.name)
    const standard = tracing.leads.filter((lead) => lead.standard).length
    this.layouts = standard >= 6 ? ['3x4+1', '6x2', '12x1'] : ['strip', '12x1']
    this.layout = this.layouts[0]!
  }
}
