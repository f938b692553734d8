import { clinic } from '#data/clinic.svelte.ts'
import { deskPeople } from '#data/desk-people.svelte.ts'
import { ageWords, dateWords, localDay, sexWords } from '#ui/displays/person-line/person-words.ts'
import { findingNamed } from '#domain/imaging/report/findings.ts'
import { markName, measuresInWords } from '#ui/displays/image-stage/mark-words.ts'
import { formatInstant, formatLocalTime } from '#ui/format.ts'
import { ownConclusionWords } from '#ui/own-words.ts'
import { m } from '#words/messages.js'
import { claimInWords, packName } from '../../claim-words.ts'
import { pictureNumber } from '../../film-words.ts'
import type { ReportFilm } from '../report-film.ts'
import { reportLanguage } from '../report-language.ts'

/** Who the page is about; null where nobody said whose study it is: then there is room for a pen. */
export function personOf({ subject, study }: Pick<ReportFilm, 'subject' | 'study'>) {
  const found = subject === null || !clinic.open ? null : deskPeople.of(subject)
  if (found === null || found === 'not-here') return null
  const on = (study.startedAt ?? localDay(new Date())).slice(0, 10)
  const about = [
    sexWords(found.sex),
    ageWords(found.birthDate, on),
    found.birthDate && m.ecg_print_born({ date: dateWords(found.birthDate) }),
  ]
  return { name: found.name, about: about.filter(Boolean).join(' · ') }
}

/** Who signed and when, that it was changed since, or that nobody did. */
export function standingWords({ report, marks }: Pick<ReportFilm, 'report' | 'marks'>): string {
  const { signed } = report
  if (!signed) return m.film_report_print_unsigned()
  const by = { name: signed.by, when: formatInstant(signed.at) }
  if (report.changedSince(marks)) return m.ecg_print_unsigned_change(by)
  const amends = signed.amends
  return amends
    ? `${m.ecg_print_signed(by)} · ${m.film_report_print_amends({ when: formatInstant(amends) })}`
    : m.ecg_print_signed(by)
}

/** The own reading in one line; null while it is not locked. */
export function ownLine({ reader }: Pick<ReportFilm, 'reader'>): string | null {
  if (reader.covered) return null
  const { own } = reader
  if (own.skipped) return m.film_report_print_skipped()
  const names = own.statements.map((name) => findingNamed(name)?.[reportLanguage()] ?? name)
  const when = own.lockedAt === null ? '' : formatInstant(own.lockedAt)
  return [ownConclusionWords(own), ...names, own.words.trim(), when].filter(Boolean).join(' · ')
}

export function takenWords({ study }: Pick<ReportFilm, 'study'>): string {
  return study.startedAt ? formatLocalTime(study.startedAt) : m.ecg_print_taken_unknown()
}

/** Every mark that measures something, one line each, always with what its number rests on. */
export function measuredLines(film: Pick<ReportFilm, 'marks' | 'measuresOf'>): readonly string[] {
  return film.marks.flatMap((mark) => {
    const measures = film.measuresOf(mark.id)
    const words = measures ? measuresInWords(measures, { basis: 'always' }).join(m.list_comma()) : ''
    return words === '' ? [] : [`${mark.text.trim() || markName(mark, film.marks)}: ${words}`]
  })
}

/** Which model in which version said what, of which picture where there are several; none while they are covered. */
export function modelLines({ study, reader, claims }: ReportFilm): readonly string[] {
  if (reader.covered) return []
  const isOne = new Set(claims.packs.map(({ instance }) => instance)).size <= 1
  const lines = claims.packs
    .filter(({ refused, kindSeen }) => refused === null && !kindSeen)
    .map((claim) => {
      const number = pictureNumber(study, claim.instance, claim.frame)
      const picture = isOne ? '' : m.film_models_picture({ number })
      const said = [picture, claimInWords(claim)].filter(Boolean).join(' · ')
      const who = `${packName(claim.pack)} ${claim.version}`
      return said === '' ? who : m.film_report_print_model({ who, said })
    })
  return [...new Set(lines)]
}
