import type { FilmUrgency, ToldOfFilm } from '#domain/imaging/film-report.ts'
import { m } from '#words/messages.js'

const URGENCY: Readonly<Record<FilmUrgency, () => string>> = {
  routine: m.film_report_urgency_routine,
  urgent: m.film_report_urgency_urgent,
  critical: m.film_report_urgency_critical,
}

const HOW: Readonly<Record<ToldOfFilm['how'], () => string>> = {
  phone: m.film_report_told_phone,
  'in-person': m.film_report_told_in_person,
  message: m.film_report_told_message,
}

export function urgencyWords(urgency: FilmUrgency): string {
  return URGENCY[urgency]()
}

export function howWords(how: ToldOfFilm['how']): string {
  return HOW[how]()
}
