import type { FilmState } from '#domain/imaging/report/list-state.ts'
import { m } from '#words/messages.js'

interface StateLook {
  readonly words: string
  readonly tone: 'plain' | 'warning' | 'ok' | 'info'
}

export function stateLook(state: FilmState): StateLook {
  const looks: Readonly<Record<FilmState, () => StateLook>> = {
    'not-read': () => ({ words: m.film_report_state_not_read(), tone: 'info' }),
    draft: () => ({ words: m.film_report_state_draft(), tone: 'warning' }),
    unsigned: () => ({ words: m.film_report_state_unsigned(), tone: 'plain' }),
    changed: () => ({ words: m.ecg_report_changed(), tone: 'warning' }),
    signed: () => ({ words: m.ecg_report_signed(), tone: 'ok' }),
    amended: () => ({ words: m.film_report_state_amended(), tone: 'ok' }),
  }
  return looks[state]()
}
