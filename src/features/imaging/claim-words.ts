import '#ui/film-words.ts'
import type { FilmPack } from '#data/imaging/film-packs.ts'
import { filmPackNamed } from '#data/imaging/film-packs.ts'
import type { ClaimedFinding, ClaimedValue, FilmClaim, ImageGateReason } from '#domain/imaging/claims.ts'
import type { PictureKind } from '#domain/imaging/kinds.ts'
import { findingNamed } from '#domain/imaging/report/findings.ts'
import { formatNumber, formatPercent } from '#ui/format.ts'
import { sayCode } from '#ui/say.ts'
import { m } from '#words/messages.js'
import { reportLanguage } from './report/report-language.ts'

const MONTHS_A_YEAR = 12
const SURE_MOST = 0.99

/** What a pack is called; one of a later version by its title or id. */
export function packName(id: string): string {
  const said = sayCode('film_pack_name', id)
  return said === id ? (filmPackNamed(id)?.title ?? id) : said
}

/** What is said of a pack by its id; empty for one that nothing is said of. */
export function packWords(about: 'what' | 'limits' | 'people', id: string): string {
  const said = sayCode(`film_pack_${about}`, id)
  return said === id ? '' : said
}

export function levelWords(pack: Pick<FilmPack, 'evidence'> | null): string {
  return sayCode('film_pack_level', pack?.evidence ?? 'research')
}

export function kindWords(kind: PictureKind): string {
  return sayCode('image_kind', kind)
}

export function outlineWords(name: string): string {
  return sayCode('image_outline', name)
}

/** The pack's own label; where there are no words for it, the coded finding that it comes to. */
export function labelWords({ label, finding }: Pick<ClaimedFinding, 'label' | 'finding'>): string {
  const said = sayCode('image_label', label)
  return said === label ? (findingNamed(finding)?.[reportLanguage()] ?? label) : said
}

/** A score as a share of hundred; nothing that a model says is quite sure. */
export function scoreWords(score: number): string {
  if (score > SURE_MOST) return m.film_claim_more_than({ percent: formatPercent(SURE_MOST) })
  if (score < 1 - SURE_MOST) return m.film_claim_less_than({ percent: formatPercent(1 - SURE_MOST) })
  return formatPercent(score)
}

/** "Pneumonia 82 %" */
export function scoredWords(finding: ClaimedFinding): string {
  return `${labelWords(finding)} ${scoreWords(finding.score)}`
}

/** All that a pack says of a picture, in a few words; empty where it only draws. */
export function claimInWords({ findings, values }: Pick<FilmClaim, 'findings' | 'values'>): string {
  return [
    ...findings.filter(({ beside }) => beside === undefined).map(scoredWords),
    ...values.map((value) => `${valueName(value)} ${valueWords(value.value, value.unit)}`),
  ].join(m.list_comma())
}

/** Why a pack does not answer. */
export function gateWords(reason: ImageGateReason, { kindSeen }: Pick<FilmClaim, 'kindSeen'>): string {
  if (reason === 'kind' && kindSeen?.kind)
    return m.film_claim_refused_kind({ kind: kindWords(kindSeen.kind) })
  return sayCode('image_gate', reason)
}

export function gateCure(reason: ImageGateReason): string {
  return sayCode('image_gate_cure', reason)
}

export function valueName({ name }: Pick<ClaimedValue, 'name'>): string {
  return sayCode('image_value', name)
}

/** A number of a pack with its unit: "24°", "0.52", "9 years 4 months". */
export function valueWords(value: number, unit: ClaimedValue['unit']): string {
  if (unit === 'deg') return `${formatNumber(value, 0)}°`
  if (unit === '1') return formatNumber(value, 2)
  const months = Math.max(0, Math.round(value))
  return m.film_claim_years({
    years: formatNumber(Math.floor(months / MONTHS_A_YEAR)),
    months: formatNumber(months % MONTHS_A_YEAR),
  })
}
