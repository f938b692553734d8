import { m } from '#words/messages.js'
import type { Frame, FrameInfo, ImageInstance, Voi } from '#domain/imaging/image.ts'
import type { Mark } from '#domain/imaging/marks.ts'
import { sidesOf } from '#domain/imaging/orientation.ts'
import { formatNumber, formatPercent } from '../../format.ts'
import { basisInWords, markName } from './mark-words.ts'
import { spacingOnStage } from './scale-bar.ts'
import type { ShownMark } from './stage-marks.svelte.ts'
import type { StagePlaceInStack, StageView } from './stage.ts'
import { numberOf } from './window-choices.ts'

/** What is on the stage, for whoever does not see it. */
export interface StageAccount {
  readonly frame: Frame | null
  readonly instance: ImageInstance
  readonly info: FrameInfo
  readonly view: StageView
  readonly voi: Voi | null
  readonly stack: StagePlaceInStack | null
  readonly marks: readonly Mark[]
  readonly shown: readonly ShownMark[]
}

export function accountInWords(account: StageAccount): string[] {
  const { frame, instance, info, view, voi, stack, marks, shown } = account
  if (frame === null) return [m.film_stage_loading()]
  const sentences: string[] = [
    m.film_stage_shown({ columns: formatNumber(frame.columns), rows: formatNumber(frame.rows) }),
  ]
  if (stack !== null && stack.count > 1) sentences.push(`${placeInWords(stack)}.`)
  if (voi !== null) sentences.push(`${windowInWords(voi, info)}.`)
  sentences.push(m.film_stage_zoom_spoken({ percent: formatPercent(view.zoom) }))
  if (view.quarterTurns > 0) sentences.push(m.film_stage_turned({ degrees: String(90 * view.quarterTurns) }))
  if (view.flipped) sentences.push(`${m.film_stage_mirrored()}.`)
  if (view.inverted) sentences.push(`${m.film_stage_inverted()}.`)
  if (info.orientation !== null) {
    sentences.push(m.film_stage_sides({ ...sidesOf(info.orientation, view.quarterTurns, view.flipped) }))
  }
  const spacing = spacingOnStage(info, instance)
  sentences.push(spacing === null ? `${m.film_stage_no_scale()}.` : `${basisInWords(spacing.basis)}.`)
  const said = shown.map(({ mark, lines }) =>
    m.film_stage_mark_says({ name: markName(mark, marks), values: lines.join(', ') }),
  )
  sentences.push(said.length === 0 ? m.film_stage_no_marks() : m.film_stage_marks({ marks: said.join('; ') }))
  return sentences
}

export function placeInWords(stack: StagePlaceInStack): string {
  return m.film_stage_place_spoken({ index: String(stack.index + 1), count: String(stack.count) })
}

export function windowInWords(voi: Voi, info: FrameInfo): string {
  if (voi.kind === 'table') return m.film_stage_window_table()
  const unit = info.rendering.kind === 'grey' ? info.rendering.unit : ''
  const window = { width: numberOf(voi.width, voi), centre: numberOf(voi.centre, voi), unit }
  return m.film_stage_window_spoken(window).trim()
}
