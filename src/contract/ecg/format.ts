import type { CartReading } from '#domain/ecg/cart.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import type { Outcome } from '#domain/problem.ts'
import type { Neighbours } from './neighbours.ts'
import type { SourceFile } from './source-file.ts'
import type { VoltageUnit } from './voltage.ts'

export type EcgFormatId =
  | 'wfdb'
  | 'edf'
  | 'csv'
  | 'json'
  | 'dicom'
  | 'scp'
  | 'aecg'
  | 'muse'
  | 'philips'
  | 'schiller'
  | 'cardiosoft'
  | 'ishne'

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
  /** The rhythm, as it was recorded; never a median beat. */
  readonly tracing: Tracing
  /** The median beat that the cart made, named as such; null where the file has none. Shown, never measured. */
  readonly cartMedianBeat: Tracing | null
  /** What the machine itself said; null where the format has no place for it, or the file leaves it empty. */
  readonly cart: CartReading | null
}

/** The shape of every format of this folder (README). */
export interface EcgFormat {
  readonly id: EcgFormatId
  /** Whether this file opens a recording of this format: by content alone, in time bounded by a few kB. */
  recognise(file: SourceFile): boolean
  /**
   * Names of files beside this one that it joins, though each could open a recording of its own (segments of a
   * WFDB record).
   */
  parts?(file: SourceFile): readonly string[]
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
