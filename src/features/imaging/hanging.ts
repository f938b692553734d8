import type { ImageSeries, ImageStudy } from '#domain/imaging/image.ts'

export type DeskLayout = '1x1' | '1x2' | '2x2'

export const PANES_IN: Readonly<Record<DeskLayout, number>> = { '1x1': 1, '1x2': 2, '2x2': 4 }

/** A series, and which frame of it is shown first. */
interface Hung {
  readonly series: string
  readonly at: number
}

interface Hanging {
  readonly layout: DeskLayout
  readonly panes: readonly Hung[]
}

/**
 * How a study is laid out when it opens. Radiographs: the views beside each other; mammograms: the patient's right on
 * the viewer's left, CC above MLO; MR: the first sequences beside each other; all else: the first series alone.
 * @param hasRoom for more than one picture
 */
export function hang(study: ImageStudy, hasRoom: boolean): Hanging {
  const { series } = study
  const first = series[0]
  if (!first) return { layout: '1x1', panes: [] }
  const alone: Hanging = { layout: '1x1', panes: [{ series: first.id, at: 0 }] }
  if (!hasRoom) return alone
  if (first.modality === 'MG') return mammograms(series) ?? alone
  if (['CR', 'DX', 'RG', 'XC', 'OP'].includes(first.modality)) {
    const views = series.filter(({ modality }) => modality === first.modality).flatMap(picturesOf)
    return views.length >= 2 ? { layout: '1x2', panes: views.slice(0, 2) } : alone
  }
  if (first.modality === 'MR' && series.length >= 2)
    return { layout: '1x2', panes: series.slice(0, 2).map(({ id }) => ({ series: id, at: 0 })) }
  return alone
}

function mammograms(series: readonly ImageSeries[]): Hanging | null {
  const place = (laterality: 'right' | 'left', view: string) =>
    series.find((one) => one.laterality === laterality && one.view === view)
  const [rightCc, leftCc] = [place('right', 'CC'), place('left', 'CC')]
  const [rightMlo, leftMlo] = [place('right', 'MLO'), place('left', 'MLO')]
  const hung = [rightCc, leftCc, rightMlo, leftMlo].flatMap((one) => (one ? [{ series: one.id, at: 0 }] : []))
  if (hung.length === 4) return { layout: '2x2', panes: hung }
  return hung.length >= 2 ? { layout: '1x2', panes: hung.slice(0, 2) } : null
}

/** Every single picture of a series; none of a stack or a loop. */
function picturesOf({ id, instances }: ImageSeries): readonly Hung[] {
  if (instances.some(({ frames }) => frames.length > 1)) return []
  return instances.map((_, at) => ({ series: id, at }))
}

/** Whether planes can be cut through a series: enough slices that lie in the patient. */
export function isVolume({ modality, instances }: ImageSeries): boolean {
  const slices = instances.flatMap(({ frames }) => frames).filter(({ plane }) => plane !== null)
  return slices.length >= VOLUME_SLICES_MIN && modality !== 'US'
}

/** Fewer make no picture across. */
const VOLUME_SLICES_MIN = 8
