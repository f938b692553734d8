/** One generated file: where it lies in the tree and what it holds. Every file says where it came from. */
export interface DataFile {
  readonly path: string
  readonly content: { readonly meta: DataMeta } & Readonly<Record<string, unknown>>
}

export interface DataMeta {
  readonly source: string
  readonly licence: string
  readonly date: string
  readonly generator: string
  readonly notes?: string
}

/** The day on which the sources were read; a new edition of the sources is a new day. */
const READ_ON = '2026-11-21'

export function metaOf(source: string, licence: string, notes?: string): DataMeta {
  const generator = 'node src/cli/generate/reference-data.ts ../shared'
  return { source, licence, date: READ_ON, generator, ...(notes === undefined ? {} : { notes }) }
}
