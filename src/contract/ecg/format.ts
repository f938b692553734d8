import type { Tracing } from '#domain/ecg/tracing.ts'
import type { Outcome } from '#domain/problem.ts'
import type { Neighbours } from './neighbours.ts'
import type { SourceFile } from './source-file.ts'
import type { VoltageUnit } from './voltage.ts'

type EcgFormatId = 'wfdb' | 'edf' | 'csv'

/** What a person says about a CSV file that does not say it itself. The file's own words win. */
export interface CsvDeclaration {
  readonly sampleRateHz?: number
  readonly unit?: VoltageUnit
}

export interface ReadOptions {
  readonly csv?: CsvDeclaration
}

export interface EcgRead {
  readonly format: EcgFormatId
  /** The kind within the format, for people: `format 212`, `EDF+D`, `decimal comma`. */
  readonly formatDetail: string
  readonly tracing: Tracing
}

/** The shape of every format of this folder (README). */
export interface EcgFormat {
  readonly id: EcgFormatId
  /** Whether this file opens a recording of this format: by content alone, in time bounded by a few kB. */
  recognise(file: SourceFile): boolean
  /**
   * Reads the recording that this file opens. Never throws on bad bytes.
   * @returns also the companions it used or would have used, so that each file is told about once
   */
  read(
    file: SourceFile,
    neighbours: Neighbours,
    options: ReadOptions,
  ): { readonly companions: readonly SourceFile[]; readonly outcome: Outcome<EcgRead> }
}
