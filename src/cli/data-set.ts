import { standardLead } from '#contract/ecg/lead-names.ts'
import type { Annotation, Lead } from '#domain/ecg/tracing.ts'
import type { Npz } from './npz.ts'

/** One row of a set: a recording and what is known of it. */
export interface SetRow {
  readonly recordName: string
  readonly sampleRateHz: number
  readonly gainPerMv: number
  readonly leads: readonly Lead[]
  /** Annotation files beside the record, by extension. */
  readonly annotations: Readonly<Record<string, readonly Annotation[]>>
  /** Cells of `labels.csv` beside `file`. */
  readonly labels: Readonly<Record<string, string>>
}

export type Split = 'val' | 'train' | 'all'

export interface DataSet {
  readonly names: readonly string[]
  /** Below the folder of data. */
  readonly path: string
  /** Whether the set itself says which rows are for validation. */
  readonly hasSplit: boolean
  readonly labelColumns: readonly string[]
  rows(npz: Npz, split: Split): { readonly count: number; readonly rows: Iterable<SetRow> }
}

export function leadOf(name: string, samplesMv: Float32Array): Lead {
  return { name, standard: standardLead(name), samplesMv }
}
