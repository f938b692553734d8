import { sha256 } from '@noble/hashes/sha2.js'
import { uidOf } from '#contract/ecg/dicom/write.ts'
import { writeSr } from '#contract/dicom/sr/write-sr.ts'
import { bundleText } from '#contract/fhir/bundle-from-chart.ts'
import { filmBundle, type FilmBundleOptions } from '#contract/fhir/film-bundle.ts'
import type { ImageStudy } from '#domain/imaging/image.ts'
import type { Outcome } from '#domain/problem.ts'
import { atInstant, type At } from '#domain/record/at.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { ImageReading } from '#domain/record/kinds/image-reading.ts'
import type { ImageStudy as ImageFiles } from '#domain/record/kinds/image-study.ts'
import { filmAt, imageReadingOf, imageStudyOf } from '../keeper/film-facts.ts'
import { keeper } from '../workers/keeper.ts'
import type { KeptFilm } from './film-store.ts'

/*
 * What leaves the tablet of a film that was read. A part of its own, loaded when somebody exports.
 */

/**
 * A film as a FHIR file (a Bundle as JSON text): as it stands on the person's chart, or, where it stands on nobody's, as
 * it would.
 */
export async function filmFhir(kept: KeptFilm, options: Omit<FilmBundleOptions, 'fact'>): Promise<string> {
  const { fact, ...film } = (await onChart(kept)) ?? asKept(kept)
  return bundleText(filmBundle(film, { ...options, fact }))
}

interface Stated {
  readonly study: ImageFiles
  readonly reading: ImageReading
  readonly at: At | null
  readonly fact: FactId | null
}

async function onChart(kept: KeptFilm): Promise<Stated | null> {
  if (!kept.subject) return null
  const opened = await keeper.chart(kept.subject)
  if (!opened.ok) return null
  const { statements } = opened.value.chart
  const found = statements['image-reading'].find(
    ({ standing, current }) => standing === 'stands' && current.value?.film === kept.id,
  )
  const files = statements['image-study'].find(
    ({ standing, current }) => standing === 'stands' && current.value?.film === kept.id,
  )
  if (!found?.current.value) return null
  const { value, at, fact } = found.current
  return { study: files?.current.value ?? imageStudyOf(kept), reading: value, at, fact }
}

function asKept(kept: KeptFilm): Stated {
  const at = filmAt(kept.summary.startedAt)
  return { study: imageStudyOf(kept), reading: imageReadingOf(kept), at, fact: null }
}

export interface FilmSrOptions {
  /** Of the tablet's clock, in milliseconds, and how far its zone is ahead of UTC. */
  readonly nowMs: number
  readonly utcOffsetMin: number
  readonly clinic: string
  /** Of this program. */
  readonly version: string
  readonly language: 'zh-CN' | 'en'
}

/**
 * The marks of a film with their measurements as a DICOM structured report (TID 1500) that a workstation opens beside the
 * pictures; of a signed film those that were signed.
 * @param study as it is open on the desk
 * @returns `sr-nothing-marked`, `sr-no-image`
 */
export function filmSr(
  kept: KeptFilm,
  study: ImageStudy,
  options: FilmSrOptions,
): Outcome<Uint8Array<ArrayBuffer>> {
  const { nowMs, utcOffsetMin, clinic, version, language } = options
  return writeSr(imageReadingOf(kept), study, {
    writtenAt: atInstant(nowMs, utcOffsetMin, 'second').value,
    utcOffset: offsetText(utcOffsetMin),
    clinic,
    version,
    language,
    newUid: () => uidOf(crypto.getRandomValues(new Uint8Array(16))),
    trackingUid,
  })
}

function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`
}

/** The same mark has the same UID in every report of it; an id that is no UUID is hashed to one. */
function trackingUid(mark: string): string {
  const hex = mark.replaceAll('-', '')
  const isUuid = /^[0-9a-f]{32}$/i.test(hex)
  return uidOf(
    isUuid
      ? Uint8Array.from(hex.match(/../g)!, (byte) => Number.parseInt(byte, 16))
      : sha256(new TextEncoder().encode(mark)),
  )
}
