import { clinic } from '#data/clinic.svelte.ts'
import type { PersonHit } from '#data/keeper/keeper.ts'
import { saveFile } from '#data/save-file.ts'
import { tabletState } from '#data/tablet-state.svelte.ts'
import type { FilePatient } from '#domain/imaging/image.ts'
import { bad, good, type Outcome } from '#domain/problem.ts'
import { localDay } from '#ui/displays/person-line/person-words.ts'
import { filmPicture, pngOf } from './film-picture.ts'
import { keyFrames } from './key-frames.ts'
import type { ReportFilm } from './report-film.ts'
import { reportLanguage } from './report-language.ts'

export type FilmFormat = 'picture' | 'fhir' | 'sr'

/** Whom a file may name. */
export interface NamedInFile {
  /** Of the chart, for a FHIR file; null: nobody. */
  readonly person: PersonHit | null
  /** As the pictures themselves name them, for a DICOM report: an archive lays it beside the pictures by that. */
  readonly asPictures: boolean
}

const NOBODY: FilePatient = { names: [], id: '', birthDate: null, sex: null, ageYears: null }

/**
 * Writes a study's report into files and hands them over.
 * @returns names of what was saved
 */
export async function saveFilmFile(
  film: ReportFilm,
  format: FilmFormat,
  { person, asPictures }: NamedInFile,
): Promise<Outcome<readonly string[]>> {
  if (format === 'picture') return savePictures(film)
  const { kept } = film
  const part = await import('#data/imaging/film-export.ts').catch(() => null)
  if (!part || !kept) return missing()
  const version = tabletState.install?.version ?? ''
  const named = clinic.open ? (clinic.state?.clinic ?? '') : ''
  if (format === 'fhir') {
    const text = await part.filmFhir(kept, { person, nowMs: Date.now(), clinic: named, version })
    return saved(`${stemOf(film)}.fhir.json`, text, 'application/fhir+json')
  }
  const study = asPictures ? film.study : { ...film.study, person: NOBODY }
  const report = part.filmSr(kept, study, {
    nowMs: Date.now(),
    utcOffsetMin: -new Date().getTimezoneOffset(),
    clinic: named,
    version,
    language: reportLanguage(),
  })
  return report.ok ? saved(`${stemOf(film)}-sr.dcm`, report.value, 'application/dicom') : report
}

/** The key pictures with their marks, one file each, at the resolution of the frame. */
async function savePictures(film: ReportFilm): Promise<Outcome<readonly string[]>> {
  const names: string[] = []
  for (const [i, { instance, frame }] of keyFrames(film).entries()) {
    const picture = await filmPicture(film, instance, frame)
    if (!picture) continue
    if (!picture.ok) return picture
    const blob = await pngOf(picture.value.canvas)
    if (!blob) return missing()
    const name = `${stemOf(film)}-${i + 1}.png`
    saveFile(name, new Uint8Array(await blob.arrayBuffer()), 'image/png')
    names.push(name)
  }
  return good(names)
}

function saved(name: string, content: string | Uint8Array<ArrayBuffer>, type: string) {
  saveFile(name, content, type)
  return good([name])
}

/** Says nobody's name: it stands in the list of downloads. */
function stemOf({ study }: ReportFilm): string {
  const day = study.startedAt ? study.startedAt.slice(0, 16).replace(/[^0-9T-]/g, '') : localDay(new Date())
  return `image-${day}`
}

function missing() {
  return bad(
    'film-export-missing',
    'The part of the app that writes this file is not on this tablet.',
    'Open the app once with the network on, then try again.',
  )
}
