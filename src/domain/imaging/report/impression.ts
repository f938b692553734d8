import type { FilmReport, ImageFinding } from '../film-report.ts'
import { findingNamed } from './findings.ts'
import type { InLanguages, ReportLanguage } from './language.ts'
import { wordsOf } from './render.ts'
import { standing } from './signing.ts'
import type { SlotName } from './slots.ts'
import { templateNamed } from './templates.ts'

/** Places that say where something is, from the larger to the smaller. */
const WHERE: readonly SlotName[] = [
  'eye',
  'side',
  'oneSide',
  'lobe',
  'zone',
  'liverPart',
  'thyroidPart',
  'quadrant',
  'vertebra',
  'bone',
  'joint',
]

const NOTHING: InLanguages = {
  en: 'No abnormal finding in what was looked at.',
  'zh-CN': '所阅范围未见异常。',
}

/**
 * A draft of the impression from what was accepted: what is abnormal, each once, by its coded name and place. Where every
 * line is decided and normal lines alone stand, it says so; nothing is drafted from nothing.
 */
export function draftedImpression(report: Pick<FilmReport, 'findings'>, language: ReportLanguage): string {
  const stand = standing(report)
  const abnormal = stand.filter(({ template }) => {
    const says = templateNamed(template)?.says
    return says === 'abnormal' || template === null
  })
  if (abnormal.length > 0) {
    const lines = [...new Set(abnormal.map((finding) => shortly(finding, language)))]
    return lines.length === 1 ? lines[0]! : lines.map((line, i) => `${i + 1}. ${line}`).join('\n')
  }
  const isWaiting = report.findings.some(({ decision }) => decision === 'open')
  const isNormal = stand.some(({ template }) => templateNamed(template)?.says === 'normal')
  return isNormal && !isWaiting ? NOTHING[language] : ''
}

/** "Pleural effusion, right." What a person put in own words stands as it is. */
function shortly({ template, slots, text, decision }: ImageFinding, language: ReportLanguage): string {
  const finding = findingNamed(templateNamed(template)?.finding ?? '')
  if (!finding || finding.name === 'other-finding' || decision === 'edited') return text
  const where = WHERE.map((slot) => wordsOf(slot, slots, language)).filter(Boolean)
  if (language === 'zh-CN') return `${where.join('')}${finding[language]}。`
  return `${[finding.en, where.join(' ')].filter(Boolean).join(', ')}.`
}

/** The most urgent that accepted findings call for: a proposal beside the choice, never the choice itself. */
export function isCriticalByFindings(report: Pick<FilmReport, 'findings'>): readonly string[] {
  return standing(report).flatMap(({ template }) => {
    const finding = findingNamed(templateNamed(template)?.finding ?? '')
    return finding?.isCritical ? [finding.name] : []
  })
}
