import * as v from 'valibot'
import { defineKind, word } from './kind.ts'

/** JSON of one setting; a list of critical values has 2 kB. */
const SETTING_LETTERS_MAX = 60_000

/**
 * What holds for the whole clinic on every tablet of it, by name: without a subject, in the clinic's scope. The latest
 * of a name stands (`standingSettings`), earlier ones are its history. What a name's value must look like is checked by whoever
 * uses it: an older or newer app may have written it.
 */
export const clinicSetting = defineKind({
  kind: 'clinic-setting',
  merges: 'plain',
  value: v.object({
    /** `ecg-critical-list`, `ecg-wording-en` … */
    name: word(60),
    /** JSON; `null` goes back to what is delivered. */
    json: v.pipe(v.string(), v.maxLength(SETTING_LETTERS_MAX), v.check(isJson, 'no JSON')),
  }),
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
