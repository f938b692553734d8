import { crossReference, type Sheet } from '#domain/imaging/geometry.ts'
import type { StageReference } from '#ui/displays/image-stage/stage.ts'
import type { FilmPane } from './film-panes.svelte.ts'
import { seriesName } from './film-words.ts'
import { areParallel, type StackFrame } from './stack.ts'

/** Where the pictures of the other panes cut this one, in one frame of reference. */
export function referencesOn(
  target: StackFrame,
  pane: FilmPane,
  panes: readonly FilmPane[],
): readonly StageReference[] {
  const here = plateOf(target)
  if (!here?.plane.frameOfReference) return []
  return panes.flatMap((other, index) => {
    const source = other.shown?.of
    const there = source && other !== pane ? plateOf(source) : null
    if (!there || there.plane.frameOfReference !== here.plane.frameOfReference) return []
    if (areParallel(here.plane, there.plane)) return []
    const line = crossReference(here, there)
    if (!line) return []
    const label = other.series ? `${index + 1} ${seriesName(other.series)}` : `${index + 1}`
    return [{ id: `pane ${index}`, a: line[0], b: line[1], label, isCurrent: true }]
  })
}

function plateOf({ instance, info }: StackFrame): Sheet | null {
  return info.plane ? { plane: info.plane, rows: instance.rows, columns: instance.columns } : null
}
