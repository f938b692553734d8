import { findingNamed } from './findings.ts'
import type { ReportLanguage } from './language.ts'
import { isSlotName, SLOTS } from './slots.ts'
import type { Template } from './template.ts'
import { templateNamed } from './templates.ts'

/** A sentence as it is offered: its places stand as their names, what may be left out is left out. */
export function templateWords(template: Pick<Template, ReportLanguage>, language: ReportLanguage): string {
  return template[language]
    .replace(/\[[^[\]]*\]/g, '')
    .replace(/\{([A-Za-z]+)\}/g, (_, slot: string) =>
      isSlotName(slot) ? `‹${SLOTS[slot][language].toLowerCase()}›` : '',
    )
}

/** A sentence by its name; one of a later version is its name. */
export function sayTemplate(name: string, language: ReportLanguage): string {
  const template = templateNamed(name)
  return template ? templateWords(template, language) : name.replaceAll('-', ' ')
}

/** A coded finding by its name; null where it is none. */
export function sayFinding(name: string, language: ReportLanguage): string | null {
  return findingNamed(name)?.[language] ?? null
}
