import { SvelteMap } from 'svelte/reactivity'
import type { SegmentArea } from '#data/imaging/film-worker.ts'
import { filmWorker } from '#data/workers/film.ts'
import type { ImageDocument } from '#domain/imaging/image.ts'
import type { StageLayer } from '#ui/displays/image-stage/stage.ts'
import type { OpenFilm } from './open-film.svelte.ts'
import type { StackFrame } from './stack.ts'

type Segmentation = Extract<ImageDocument, { kind: 'segmentation' }>

/** Colours that stand apart on grey, where the file names none. */
const COLOURS = ['#ffd166', '#62cfb4', '#8fc0f6', '#f28e8e', '#c8a9f4', '#b8d977'] as const

/** Segmentations that somebody wants to see, by their id. */
export const shownSegmentations = new SvelteMap<string, boolean>()

/** What was asked of the worker: areas by document and frame; null while they come. */
const known = new SvelteMap<string, readonly SegmentArea[] | null>()
const KNOWN_MAX = 400

/** The areas that the shown segmentations drew over a frame. */
export function layersOf(film: OpenFilm, { instance, index }: StackFrame): readonly StageLayer[] {
  const shown = film.study.documents.filter(
    (document): document is Segmentation =>
      document.kind === 'segmentation' && (shownSegmentations.get(document.id) ?? false),
  )
  return shown.flatMap((document) => {
    const areas = areasOf(document.id, instance.id, index)
    // An outline of another size than the picture was not drawn on these pixels.
    const fitting = areas.filter((area) => area.rows === instance.rows && area.columns === instance.columns)
    return fitting.map(({ segment, mask }) => ({
      id: `${document.id} ${segment}`,
      mask,
      colour: colourOf(document, segment),
      isFilled: true,
    }))
  })
}

/** The desk is emptied. */
export function forgetLayers(): void {
  shownSegmentations.clear()
  known.clear()
}

export function colourOf({ segments }: Segmentation, segment: number): string {
  const at = segments.findIndex(({ number }) => number === segment)
  return segments[at]?.colour ?? COLOURS[Math.max(0, at) % COLOURS.length]!
}

function areasOf(document: string, instance: string, index: number): readonly SegmentArea[] {
  const key = `${document} ${index} ${instance}`
  const found = known.get(key)
  if (found !== undefined) return found ?? []
  // Not in this task: a picture that is being drawn must not change what it is drawn from.
  queueMicrotask(() => {
    if (known.has(key)) return
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(key, null)
    void filmWorker()
      .segments(document, instance, index)
      .then((areas) => known.set(key, areas.ok ? areas.value : []))
      .catch(() => known.set(key, []))
  })
  return []
}
