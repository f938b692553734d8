import type { SyncState } from '#data/keeper/replica/replica-api.ts'
import { formatInstant, formatNumber } from '#ui/format.ts'
import { sayProblem } from '#ui/say.ts'
import { m } from '#words/messages.js'

export type SyncTone = 'ok' | 'info' | 'warning' | 'critical'

export interface StateWords {
  readonly title: string
  /** What happens now, or what somebody can do. */
  readonly text: string
  readonly tone: SyncTone
}

/** What is happening, in one sentence for the heading and one below it. @param nowMs the tablet's clock */
export function stateWords(state: SyncState, nowMs: number): StateWords {
  const count = formatNumber(state.unsent)
  const hub = state.hubName
  if (state.historyBroken)
    return { title: m.sync_history_title(), text: m.sync_history_text({ hub }), tone: 'critical' }
  const waiting =
    state.oldestUnsentAtMs === null
      ? m.sync_unsent({ count })
      : m.sync_unsent_since({ count, when: formatInstant(new Date(state.oldestUnsentAtMs).toISOString()) })
  if (state.phase === 'none') return { title: m.sync_none_title(), text: m.sync_none_text(), tone: 'info' }
  if (state.phase === 'done')
    return { title: m.sync_done_title(), text: m.sync_done_text({ hub }), tone: 'ok' }
  const title = state.unsent > 0 ? waiting : m.sync_nothing_unsent()
  const tone = state.overdue ? 'critical' : 'warning'
  if (state.phase === 'working') return { title, text: workingWords(state), tone: 'info' }
  if (state.phase === 'offline') return { title, text: m.sync_offline_text(), tone }
  if (state.phase === 'trouble')
    return { title, text: state.problem ? sayProblem(state.problem) : m.sync_trouble_text({ hub }), tone }
  if (state.phase === 'waiting' && state.nextTryAtMs !== null) {
    const seconds = Math.max(1, Math.round((state.nextTryAtMs - nowMs) / 1000))
    return { title, text: m.sync_waiting_text({ seconds: formatNumber(seconds) }), tone }
  }
  return { title, text: m.sync_closed_text(), tone: state.unsent > 0 ? tone : 'info' }
}

function workingWords({ progress, hubName: hub }: SyncState): string {
  if (!progress) return m.sync_working_text({ hub })
  const done = formatNumber(progress.done)
  if (progress.total === null) return m.sync_receiving_some({ done })
  const total = formatNumber(progress.total)
  return progress.sending ? m.sync_sending({ done, total }) : m.sync_receiving({ done, total })
}
