import type { ReportLanguage } from '#domain/imaging/report/language.ts'
import { getLocale } from '#words/runtime.js'

/** A report is written in the language of the screen. */
export function reportLanguage(): ReportLanguage {
  return getLocale() === 'en' ? 'en' : 'zh-CN'
}
