import type { Annotation, TracingWarning } from '#domain/ecg/tracing.ts'
import { bad, type Outcome } from '#domain/problem.ts'
import { sameBytes, type Neighbours } from '../neighbours.ts'
import { baseName, stemOf, type SourceFile } from '../source-file.ts'
import { readAnnotations } from './annotations.ts'
import type { WfdbHeader } from './header.ts'

export interface DataFiles {
  readonly byName: ReadonlyMap<string, SourceFile>
  readonly all: readonly SourceFile[]
  readonly problem: Outcome<never> | null
}

/** The files in which a header says its samples are. */
export function dataFiles(header: WfdbHeader, file: SourceFile, neighbours: Neighbours): DataFiles {
  const byName = new Map<string, SourceFile>()
  const all: SourceFile[] = []
  let problem: Outcome<never> | null = null
  for (const name of new Set(header.signals.map((signal) => signal.fileName))) {
    const found = neighbours.named(file, name)
    all.push(...found)
    const [first] = found
    if (first) byName.set(name, first)
    const differ = found.some((other) => !sameBytes(other, found[0]!))
    if (first && (differ || neighbours.hasRival(file))) problem = ambiguous(file, name)
  }
  return { byName, all, problem }
}

/** Two files of one name with different bytes: nobody can say which of them a header means. */
export function ambiguous(file: SourceFile, name: string): Outcome<never> {
  return bad(
    'wfdb-data-ambiguous',
    `Several recordings given together are called ${stemOf(file.name)}; nobody can say whose data ${name} is.`,
    'Give the files of one folder at a time.',
    { file: baseName(file.name), data: name },
  )
}

export interface AnnotationFiles {
  readonly chosen: SourceFile | null
  readonly all: readonly SourceFile[]
}

/** `.atr` is the reference; another annotation file stands in for it only when it is the only one. */
export function annotationFiles(
  header: WfdbHeader,
  file: SourceFile,
  neighbours: Neighbours,
  data: readonly SourceFile[],
): AnnotationFiles {
  const stems = new Set([stemOf(file.name), header.recordName])
  const beside = new Set([...stems].flatMap((stem) => neighbours.withStem(file, stem)))
  const all = [...beside].filter(
    (other) =>
      !data.includes(other) && (/\.atr$/i.test(other.name) || readAnnotations(other.bytes, 1) !== null),
  )
  const reference = all.find((other) => /\.atr$/i.test(other.name))
  return { chosen: reference ?? (all.length === 1 ? all[0]! : null), all }
}

/** Annotations of one record or part, and the files of theirs that are not read. */
export function readMarks(
  marks: AnnotationFiles,
  framesPerSecond: number,
): { readonly read: readonly Annotation[]; readonly unused: readonly SourceFile[] } {
  const read = marks.chosen ? readAnnotations(marks.chosen.bytes, framesPerSecond) : []
  return { read: read ?? [], unused: marks.all.filter((file) => file !== marks.chosen || read === null) }
}

export function unusedMarks(unused: readonly SourceFile[]): TracingWarning[] {
  if (unused.length === 0) return []
  const names = unused.map((file) => baseName(file.name)).join(', ')
  return [{ code: 'annotations-left-out', details: { count: unused.length, names } }]
}
