import type { FilmReport, ImageFinding } from '../film-report.ts'
import type { ImageStudy } from '../image.ts'
import type { Mark } from '../marks.ts'
import { standing } from './signing.ts'
import { sideOfMark, sideSaid } from './sides.ts'
import type { Template } from './template.ts'
import { templateNamed } from './templates.ts'

/** Two things in a report that cannot both be so; shown, never mended by itself. */
export interface FilmContradiction {
  readonly name:
    'normal-beside-abnormal' | 'side-of-file' | 'side-of-mark' | 'impression-normal' | 'own-normal'
  /** Findings that it concerns, by id. */
  readonly findings: readonly string[]
}

/** Organs of which a mark left of the middle is on one side of the patient. */
const PAIRED: ReadonlySet<string> = new Set(['lung', 'pleura', 'kidney', 'breast', 'node', 'bone'])

/** What of a report contradicts itself, the files or the marks: its lines that stand, in the order of the list. */
export function filmContradictions(
  report: FilmReport,
  study: ImageStudy,
  marks: readonly Mark[],
  ownConclusion: 'normal' | 'abnormal' | 'unreadable' | null = null,
): readonly FilmContradiction[] {
  const findings = standing(report)
  const abnormal = findings.filter((finding) => templateNamed(finding.template)?.says === 'abnormal')
  const all = abnormal.map(({ id }) => id)
  return [
    ...normalBesideAbnormal(findings),
    ...findings.flatMap((finding): FilmContradiction[] => [
      ...(againstFile(finding, study) ? [{ name: 'side-of-file' as const, findings: [finding.id] }] : []),
      ...(againstMarks(finding, study, marks)
        ? [{ name: 'side-of-mark' as const, findings: [finding.id] }]
        : []),
    ]),
    ...(all.length > 0 && saysNormal(report.impression)
      ? [{ name: 'impression-normal' as const, findings: all }]
      : []),
    ...(all.length > 0 && ownConclusion === 'normal' ? [{ name: 'own-normal' as const, findings: all }] : []),
  ]
}

function normalBesideAbnormal(findings: readonly ImageFinding[]): readonly FilmContradiction[] {
  const said = findings.map((finding) => ({ finding, template: templateNamed(finding.template) }))
  const of = (says: Template['says'], organ: string) =>
    said.flatMap(({ finding, template }) =>
      template?.says === says && template.organ === organ ? finding.id : [],
    )
  const organs = new Set(said.flatMap(({ template }) => template?.organ ?? []))
  return [...organs].flatMap((organ) => {
    const normal = of('normal', organ)
    const abnormal = of('abnormal', organ)
    return normal.length > 0 && abnormal.length > 0
      ? [{ name: 'normal-beside-abnormal' as const, findings: [...normal, ...abnormal] }]
      : []
  })
}

/** The study shows one side alone, and the sentence speaks of the other. */
function againstFile(finding: ImageFinding, { series }: ImageStudy): boolean {
  const sides = new Set(series.map(({ laterality }) => laterality))
  const [only] = sides
  if (sides.size !== 1 || !only) return false
  const said = sideSaid(finding)
  return said !== null && said !== 'both' && said !== only
}

/** Every mark of the sentence lies on the other side of the patient. */
function againstMarks(finding: ImageFinding, study: ImageStudy, marks: readonly Mark[]): boolean {
  const organ = templateNamed(finding.template)?.organ ?? null
  const said = sideSaid(finding)
  if (said === null || said === 'both' || (organ !== null && !PAIRED.has(organ))) return false
  const sides = finding.marks.flatMap((id) => {
    const mark = marks.find((each) => each.id === id)
    return mark ? [sideIn(mark, study)] : []
  })
  return sides.length > 0 && sides.every((side) => side !== null && side !== said)
}

function sideIn(mark: Mark, { series }: ImageStudy): 'left' | 'right' | null {
  const { place } = mark
  if (place.on !== 'frame') return null
  for (const { instances, laterality } of series) {
    const instance = instances.find(({ id }) => id === place.instance)
    const info = instance?.frames[place.frame]
    // Of a single limb the middle of the picture is not the middle of the person.
    if (instance && info) return laterality === null ? sideOfMark(mark, info, instance.columns) : laterality
  }
  return null
}

function saysNormal(impression: string): boolean {
  return /未见(明显)?异常|^正常|no abnormal|^normal\b/i.test(impression.trim())
}
