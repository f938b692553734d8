import { m } from '#words/messages.js'

/** What the columns of the saved table hold, in the reader's language. */
export function ledgerColumns(): readonly (readonly [column: string, words: string])[] {
  return [
    ['kind', m.ledger_csv_kind()],
    ['name', m.ledger_csv_name()],
    ['rule', m.ledger_csv_rule()],
    ['code', m.ledger_csv_code()],
    ['voice', m.ledger_csv_voice()],
    ['versions', m.ledger_csv_versions()],
    ['readings', m.ledger_csv_readings()],
    ['own_first', m.ledger_csv_own_first()],
    ['skipped', m.ledger_csv_skipped()],
    ['refused', m.ledger_csv_refused()],
    ['shown', m.ledger_csv_shown()],
    ['median_seconds', m.ledger_csv_median_seconds()],
    ['compared', m.ledger_csv_compared()],
    ['both', m.ledger_csv_both()],
    ['same_conclusion', m.ledger_csv_conclusion()],
    ['taken_over', m.ledger_csv_taken_over()],
  ]
}
