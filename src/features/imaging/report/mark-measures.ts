import type { ImageFinding } from '#domain/imaging/film-report.ts'
import type { Extent } from '#domain/imaging/length.ts'
import type { MarkMeasures, MeasureName } from '#domain/imaging/measure.ts'
import type { Filled } from '#domain/imaging/report/render.ts'
import { SLOTS, isSlotName } from '#domain/imaging/report/slots.ts'
import { extentInWords, markName } from '#ui/displays/image-stage/mark-words.ts'
import type { ReportFilm } from './report-film.ts'

/** One measure of a mark, as it can stand in a sentence: with its unit and what it rests on. */
export interface MeasureChoice {
  readonly mark: string
  readonly measure: MeasureName
  /** "Length 2" */
  readonly name: string
  /** "≈ 42 mm at the detector" */
  readonly words: string
}

type Measured = Pick<ReportFilm, 'marks' | 'measuresOf'>

/** What the marks of a study measure of one quantity; those of the chosen mark first. */
export function measureChoices(
  film: Measured & Pick<ReportFilm, 'selectedMark'>,
  quantity: Extent['quantity'],
): readonly MeasureChoice[] {
  return film.marks
    .toSorted((a, b) => Number(b.id === film.selectedMark) - Number(a.id === film.selectedMark))
    .flatMap((mark) =>
      (film.measuresOf(mark.id)?.extents ?? [])
        .filter(({ extent }) => extent.quantity === quantity)
        .map(({ name, extent }) => ({
          mark: mark.id,
          measure: name,
          name: markName(mark, film.marks),
          words: extentInWords(extent),
        })),
    )
}

/** What every mark measures now, by its id; a mark whose frame was not at hand is missing. */
export function measuresOf(film: Measured): Readonly<Record<string, MarkMeasures>> {
  return Object.fromEntries(
    film.marks.flatMap(({ id }) => {
      const measures = film.measuresOf(id)
      return measures ? [[id, measures]] : []
    }),
  )
}

/** Where the number of a place came from is kept beside it, so that a mark that moves can say so. */
function sourceKey(slot: string): string {
  return `${slot}@`
}

export function withMeasure(slots: Filled, slot: string, choice: MeasureChoice): Filled {
  return { ...slots, [slot]: choice.words, [sourceKey(slot)]: `${choice.mark}/${choice.measure}` }
}

export function withWords(slots: Filled, slot: string, words: string): Filled {
  const { [sourceKey(slot)]: _, [slot]: __, ...rest } = slots
  return words === '' ? rest : { ...rest, [slot]: words }
}

/**
 * Numbers of a sentence that their marks no longer measure: the mark was moved, or the frame calibrated, since.
 * @returns the slots as they would be, null where nothing differs
 */
export function remeasured(film: Measured, { slots }: Pick<ImageFinding, 'slots'>): Filled | null {
  let now: Filled = slots
  for (const slot of Object.keys(slots)) {
    const [mark, measure] = (slots[sourceKey(slot)] ?? '').split('/', 2)
    if (!mark || !isSlotName(slot) || SLOTS[slot].is.kind !== 'measure') continue
    const found = film.measuresOf(mark)?.extents.find(({ name }) => name === measure)
    const words = found && extentInWords(found.extent)
    if (words && words !== slots[slot]) now = { ...now, [slot]: words }
  }
  return now === slots ? null : now
}
