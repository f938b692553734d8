import { parseLabelledPictures } from '#contract/labelled-pictures.ts'
import { questionsOf, type PictureQuestion, type PictureSource } from '#domain/imaging/picture-bench.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'

/** A folder of pictures and what its list says of each. */
export interface LabelledFolder {
  readonly name: string
  readonly questions: readonly PictureQuestion[]
  readonly pictures: readonly LabelledPicture[]
}

interface LabelledPicture {
  readonly file: File
  /** What the list says of it, by column. */
  readonly row: Readonly<Record<string, string>>
}

const LIST_NAME = 'labels.csv'

/**
 * Reads a chosen folder: its list (`labels.csv`), and which of its pictures are there.
 * Problems: `film-bench-list-missing`, `film-bench-list-invalid`, `film-bench-no-question`.
 */
export async function labelledFolder(files: readonly File[]): Promise<Outcome<LabelledFolder>> {
  // Of several lists the one that lies highest.
  const [list] = files
    .filter(({ name }) => name === LIST_NAME)
    .toSorted((a, b) => pathOf(a).length - pathOf(b).length)
  if (!list)
    return bad('film-bench-list-missing', 'There is no labels.csv in it.', 'Choose a folder with a list.')
  const read = parseLabelledPictures(new Uint8Array(await list.arrayBuffer()))
  if (!read.ok) return read
  const folder = pathOf(list).slice(0, -LIST_NAME.length)
  const byPath = new Map(files.map((file) => [pathOf(file), file]))
  const pictures = read.value.rows.flatMap((row) => {
    const named = row['file']!.replace(/^\.\//, '')
    const file = byPath.get(`${folder}${named}`) ?? byPath.get(named.slice(named.lastIndexOf('/') + 1))
    return file ? [{ file, row }] : []
  })
  const questions = questionsOf(
    read.value.columns,
    pictures.map(({ row }) => row),
  )
  if (questions.length === 0)
    return bad(
      'film-bench-no-question',
      'None of the columns has two to eight different answers for the pictures that are there.',
      'Choose the folder that the list belongs to, with its pictures.',
    )
  return good({ name: folder.split('/').at(-2) ?? '', questions, pictures })
}

function pathOf(file: File): string {
  return file.webkitRelativePath || file.name
}

/** What a bench remembers of a picture. */
export async function sourceOf({ file, row }: LabelledPicture, column: string): Promise<PictureSource> {
  const age = Number.parseFloat(row['age'] ?? '')
  return {
    sha256: await sha256Of(file),
    truth: row[column] ?? '',
    ageYears: Number.isFinite(age) ? age : null,
    sex: row['sex'] === 'male' || row['sex'] === 'female' ? row['sex'] : null,
  }
}

export async function sha256Of(file: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
