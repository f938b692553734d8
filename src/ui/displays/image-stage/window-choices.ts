import { m } from '#words/messages.js'
import type { FrameInfo, ImageInstance, Voi } from '#domain/imaging/image.ts'
import { isUsableVoi } from '#domain/imaging/voi.ts'
import { presetVoi, windowPresets, type WindowPreset } from '#domain/imaging/window-presets.ts'
import { formatNumber } from '../../format.ts'

interface WindowChoice {
  readonly id: string
  readonly label: string
  /** Width and level, or what else tells it from the others. */
  readonly note: string
  readonly voi: Voi
}

const PRESET_WORDS: Readonly<Record<WindowPreset['id'], () => string>> = {
  lung: m.film_window_lung,
  soft: m.film_window_soft,
  bone: m.film_window_bone,
  brain: m.film_window_brain,
  stroke: m.film_window_stroke,
  abdomen: m.film_window_abdomen,
  liver: m.film_window_liver,
}

/** What the file offers, then the windows that everybody knows for this kind of picture. */
export function windowChoices(
  instance: Pick<ImageInstance, 'modality'>,
  info: FrameInfo,
  bodyPart: string,
): readonly WindowChoice[] {
  const { rendering } = info
  if (rendering.kind === 'colour') return []
  const ofFile = rendering.voi.filter(isUsableVoi).map((voi, i): WindowChoice => {
    const number = String(i + 1)
    const name = voi.explanation.trim()
    const unnamed =
      voi.kind === 'window' ? m.film_window_of_file({ number }) : m.film_window_curve_of_file({ number })
    const label = name === '' ? unnamed : m.film_window_named_of_file({ name })
    return { id: `file-${i}`, label, note: voiInWords(voi), voi }
  })
  const presets = windowPresets(instance.modality, bodyPart, rendering.unit).map((preset): WindowChoice => {
    const voi = presetVoi(preset)
    const note = preset.verified ? voiInWords(voi) : `${voiInWords(voi)} · ${m.film_window_unverified()}`
    return { id: preset.id, label: PRESET_WORDS[preset.id](), note, voi }
  })
  return [...ofFile, ...presets]
}

export function voiInWords(voi: Voi): string {
  if (voi.kind === 'table') return m.film_stage_window_table()
  return m.film_window_wide({ width: numberOf(voi.width, voi), centre: numberOf(voi.centre, voi) })
}

/** Whole numbers, unless the window is narrower than ten of them. */
export function numberOf(value: number, { width }: { readonly width: number }): string {
  const digits = width >= 10 ? 0 : width >= 1 ? 1 : 3
  return value < 0 ? `−${formatNumber(-value, digits)}` : formatNumber(value, digits)
}

/** Whether a window in use is this one: named by number, whatever it is called. */
export function sameVoi(a: Voi | null, b: Voi | null): boolean {
  if (a === b) return true
  if (a?.kind !== 'window' || b?.kind !== 'window') return false
  return a.centre === b.centre && a.width === b.width && a.shape === b.shape
}
