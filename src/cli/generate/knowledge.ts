import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** An entry of `../shared/knowledge` (its README describes the keys). */
export interface KnowledgeEntry {
  readonly id: string
  readonly name_en: string
  readonly name_zh: string
  readonly rule: Readonly<Record<string, unknown>>
  readonly source: string
  readonly verified: boolean
}

export function readKnowledge(shared: string, file: string): KnowledgeEntry[] {
  const json = readFileSync(join(shared, 'knowledge', file), 'utf8')
  return (JSON.parse(json) as { entries: KnowledgeEntry[] }).entries
}

/** @throws when the knowledge no longer has this entry: the code that reads its data would lose its ground */
export function entryOf(entries: readonly KnowledgeEntry[], id: string): KnowledgeEntry {
  const entry = entries.find((each) => each.id === id)
  if (!entry) throw new Error(`no entry ${id}`)
  return entry
}

/** What a screen must say about each rule: where it comes from, and whether two sources agree on it. */
export function sourcesOf(
  entries: readonly KnowledgeEntry[],
  ids: readonly string[],
): Record<string, { source: string; verified: boolean }> {
  return Object.fromEntries(
    ids.map((id) => {
      const { source, verified } = entryOf(entries, id)
      return [id, { source, verified }]
    }),
  )
}

/** Knowledge keeps boys under M and girls under F; the domain says male and female. */
export function bySex<T>(table: { readonly M: unknown; readonly F: unknown }): { male: T; female: T } {
  return { male: table.M as T, female: table.F as T }
}

/** Rows of a tab-separated file with a header line. */
export function readTsv(shared: string, path: string): Record<string, string>[] {
  const [header = '', ...rows] = readFileSync(join(shared, path), 'utf8').trimEnd().split('\n')
  const names = header.split('\t')
  return rows.map((row) => Object.fromEntries(row.split('\t').map((cell, i) => [names[i]!, cell.trim()])))
}
