import { bundleFromChart, bundleText } from '#contract/fhir/bundle-from-chart.ts'
import type { Chart } from '#domain/record/chart.ts'
import type { KeyId } from '#domain/record/fact.ts'

export interface PersonFile {
  readonly fileName: string
  readonly text: string
  /** How many statements the format has no place for, or that no longer stand. */
  readonly leftOut: number
}

/**
 * One person as a FHIR R4 file.
 * @param today for the name of the file, which says nobody's name: it stands in the list of downloads
 */
export function personFile(
  chart: Chart,
  how: {
    readonly nowMs: number
    readonly today: string
    readonly clinic: string
    readonly staffNames: Readonly<Record<KeyId, { readonly name: string }>>
    readonly version: string
  },
): PersonFile {
  const { bundle, leftOut } = bundleFromChart(chart, how)
  const fileName = `record-${chart.subject.slice(0, 8)}-${how.today}.fhir.json`
  return { fileName, text: bundleText(bundle), leftOut: leftOut.length }
}
