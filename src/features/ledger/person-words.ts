import { clinic } from '#data/clinic.svelte.ts'
import { m } from '#words/messages.js'
import type { LedgerPage } from './ledger-page.svelte.ts'

export function personWords(page: LedgerPage, person: string | null): string {
  if (person !== null) return page.nameOfPerson(person)
  return clinic.open ? m.ledger_people_unknown() : m.ledger_people_tablet()
}
