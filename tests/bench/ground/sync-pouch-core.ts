import { requireRival } from './rivals.ts'

/** As much of PouchDB as the bench uses. */
export interface Pouch {
  bulkDocs(docs: readonly object[]): Promise<readonly { ok?: boolean }[]>
  get(id: string): Promise<Record<string, unknown>>
  put(doc: object): Promise<unknown>
  info(): Promise<{ doc_count: number }>
  replicate: {
    from(remote: Pouch): Promise<unknown>
    to(remote: Pouch): Promise<unknown>
  }
  close(): Promise<void>
}

interface PouchClass {
  new (name: string, options?: { adapter: string }): Pouch
  plugin(plugin: unknown): PouchClass
  defaults(options: object): PouchClass
}

/** PouchDB 9 with the in-memory adapter, HTTP and replication. */
export function pouch(): PouchClass {
  const core = requireRival('pouchdb-core') as PouchClass
  return ['memory', 'http']
    .map((name) => requireRival(`pouchdb-adapter-${name}`) as unknown)
    .concat(requireRival('pouchdb-replication'), requireRival('pouchdb-mapreduce'))
    .reduce<PouchClass>((all, plugin) => all.plugin(plugin), core)
}
