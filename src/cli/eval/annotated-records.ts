import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stemOf } from '#contract/ecg/source-file.ts'
import { readAnnotations } from '#contract/ecg/wfdb/annotations.ts'
import { parseAnnotated, type AnnotatedRow } from '#contract/labels.ts'
import type { Annotation, Tracing } from '#domain/ecg/tracing.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { readEcgPaths } from '../ecg-input.ts'
import { readLabelsFile } from './labels-file.ts'

/** A record of a laid-out set with the marks of its annotation files, in the order that the list names them. */
export interface AnnotatedRecord {
  readonly tracing: Tracing
  readonly marks: readonly (readonly Annotation[])[]
}

/** The rows of `folder/labels.csv` (columns `file`, `annotation`). */
export async function annotatedRows(folder: string): Promise<Outcome<AnnotatedRow[]>> {
  const bytes = await readLabelsFile(folder)
  if (!bytes.ok) return bytes
  return parseAnnotated(bytes.value)
}

/** @returns also `file-missing`, `labels-invalid`, `annotations-unreadable`, and what the reader of the file says */
export async function readAnnotated(folder: string, row: AnnotatedRow): Promise<Outcome<AnnotatedRecord>> {
  const [input] = await readEcgPaths([join(folder, row.file)])
  if (input === undefined)
    return bad('file-missing', `There is no recording in ${row.file}.`, 'Look at the list.', {
      file: row.file,
    })
  if (!input.outcome.ok) return input.outcome
  const { tracing } = input.outcome.value
  if (row.annotations.length > tracing.leads.length)
    return bad(
      'labels-invalid',
      `${row.file} has ${tracing.leads.length} leads; the list names ${row.annotations.length} annotation files.`,
      'Name one for the first channel, or one a lead in the order of the leads.',
    )
  const marks: Annotation[][] = []
  for (const extension of row.annotations) {
    const found = await annotationsBeside(folder, row.file, extension, tracing.sampleRateHz)
    if (!found.ok) return found
    marks.push(found.value)
  }
  return good({ tracing, marks })
}

async function annotationsBeside(
  folder: string,
  file: string,
  extension: string,
  sampleRateHz: number,
): Promise<Outcome<Annotation[]>> {
  const slash = file.lastIndexOf('/')
  const name = `${file.slice(0, slash + 1)}${stemOf(file)}.${extension}`
  try {
    const found = readAnnotations(new Uint8Array(await readFile(join(folder, name))), sampleRateHz)
    if (found !== null) return good(found)
    return bad('annotations-unreadable', `${name} is not a WFDB annotation file.`, 'Look at the list.', {
      file: name,
    })
  } catch {
    return bad('file-missing', `There is no ${name} beside the record.`, 'Look at the list.', { file: name })
  }
}
