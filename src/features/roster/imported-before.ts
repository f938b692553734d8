import type { ImportDraft } from '#contract/fhir/chart-from-bundle.ts'
import type { Chart, Statement } from '#domain/record/chart.ts'

/** What the chart does not have from an earlier import; it is known by its source, also when it was amended since. */
export function notYetImported(drafts: readonly ImportDraft[], chart: Chart): readonly ImportDraft[] {
  const statements = Object.values(chart.statements).flat() as readonly Statement<unknown>[]
  const sources = new Set(
    statements.flatMap(({ history, current }) => [...history, current].map(({ source }) => source.by)),
  )
  return drafts.filter(({ draft }) => {
    const by = draft.body.source?.by
    return by === undefined || !sources.has(by)
  })
}

/** One act for each encounter, one for everything that belongs to none. */
export function actsOf(drafts: readonly ImportDraft[]): readonly (readonly ImportDraft[])[] {
  return [...Map.groupBy(drafts, ({ act }) => act).values()]
}
