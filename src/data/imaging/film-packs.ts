import type { EvidenceLevel, PackManifest } from '#contract/pack.ts'
import type { PictureKind } from '#domain/imaging/kinds.ts'

/** A pack of this build that reads pictures; whether it is on the tablet is another matter. */
export interface FilmPack {
  readonly id: string
  readonly version: string
  readonly task: PackManifest['task']
  /** In English; screens say it by id where they can. */
  readonly title: string
  readonly evidence: EvidenceLevel
  readonly trainingData: PackManifest['terms']['trainingData']
  /** Pictures that it reads; of the intake: none, it says of which kind they are. */
  readonly kinds: readonly PictureKind[]
}

/** Says of which kind a picture is; no other pack answers without it. */
export const INTAKE_PACK = 'image-intake'

/** What the gate of each pack takes (`models/<id>/gate.json`), known before the pack is here. */
const KINDS: Readonly<Record<string, readonly PictureKind[]>> = {
  'chest-child-pneumonia': ['chest-child'],
  'chest-adult-pneumonia': ['chest-adult'],
  'chest-fields': ['chest-adult'],
  'fundus-dr': ['fundus'],
  'retina-vessels': ['fundus'],
  'spine-cobb': ['spine'],
  'breast-us': ['breast-us'],
  'lung-nodule': ['nodule-patch'],
  'hand-bone-age': ['hand'],
}

const ids = import.meta.glob<string>('../../../models/*/pack.json', { eager: true, import: 'id' })
const versions = import.meta.glob<string>('../../../models/*/pack.json', { eager: true, import: 'version' })
const tasks = import.meta.glob<FilmPack['task']>('../../../models/*/pack.json', {
  eager: true,
  import: 'task',
})
const titles = import.meta.glob<string>('../../../models/*/pack.json', { eager: true, import: 'title' })
const levels = import.meta.glob<EvidenceLevel>('../../../models/*/pack.json', {
  eager: true,
  import: 'evidence',
})
const terms = import.meta.glob<PackManifest['terms']>('../../../models/*/pack.json', {
  eager: true,
  import: 'terms',
})

/** The packs that this build was made with and that read pictures, the intake first, then by name. */
export const FILM_PACKS: readonly FilmPack[] = Object.keys(ids)
  .filter((path) => tasks[path]!.startsWith('image-'))
  .map((path) => ({
    id: ids[path]!,
    version: versions[path]!,
    task: tasks[path]!,
    title: titles[path]!,
    evidence: levels[path]!,
    trainingData: terms[path]!.trainingData,
    kinds: KINDS[ids[path]!] ?? [],
  }))
  .toSorted((a, b) => Number(b.id === INTAKE_PACK) - Number(a.id === INTAKE_PACK) || (a.id < b.id ? -1 : 1))

/** Null for a pack of another version of the app. */
export function filmPackNamed(id: string): FilmPack | null {
  return FILM_PACKS.find((pack) => pack.id === id) ?? null
}
