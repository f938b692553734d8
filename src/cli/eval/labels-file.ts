import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bad, good, type Outcome } from '#domain/problem.ts'

/** Bytes of `folder/labels.csv`, the list that every evaluation goes by. @returns also `labels-missing` */
export async function readLabelsFile(folder: string): Promise<Outcome<Uint8Array>> {
  try {
    return good(new Uint8Array(await readFile(join(folder, 'labels.csv'))))
  } catch {
    return bad(
      'labels-missing',
      `There is no labels.csv in ${folder}.`,
      'See `hinterland unpack` for a directory that eval reads.',
    )
  }
}
