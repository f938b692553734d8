import type { KeptFilm } from '#data/imaging/film-store.ts'
import type { KeptReading } from '#data/readings/reading-store.ts'
import type { LedgerReading } from '#domain/reading/ledger-reading.ts'
import type { KeyId } from '#domain/record/fact.ts'

/**
 * What the ledger counts of a kept reading.
 * @param names of colleagues, by key: a signature names a person, and a reading without one names a key
 */
export function ledgerReadingOf(
  kept: KeptReading,
  names: Readonly<Record<KeyId, { readonly name: string }>>,
): LedgerReading {
  const { id, keptAt, readerFirst = null, claims, statements } = kept
  const openedAt = readerFirst?.own?.openedAt
  const made = claims ? [claims.rhythm, claims.quality, claims.beats, claims.waves, claims.findings] : []
  return {
    id,
    kind: 'ecg',
    lines: [],
    // A reading that is opened again is kept again: what counts is when it was read.
    at: openedAt ? openedAt : keptAt,
    person: kept.readBy ?? signerOf(kept.signed ?? null, names),
    read: readerFirst,
    packs: made.flatMap((claim) =>
      claim ? { pack: claim.pack, version: claim.version, refused: claim.refused } : [],
    ),
    contradictions: (statements?.contradictions ?? []).map(({ name }) => name),
  }
}

/** What the ledger counts of a kept study; a pack that was asked about several pictures counts once for each. */
export function ledgerFilmOf(
  { id, keptAt, readerFirst, readBy, signed, report, claims }: KeptFilm,
  names: Parameters<typeof ledgerReadingOf>[1],
): LedgerReading {
  const openedAt = readerFirst.own?.openedAt
  return {
    id,
    kind: 'image',
    at: openedAt ? openedAt : keptAt,
    person: readBy ?? signerOf(signed, names),
    read: readerFirst,
    // Of which kind a picture is says nothing of what it shows.
    packs: (claims?.packs ?? [])
      .filter(({ kindSeen }) => !kindSeen)
      .map(({ pack, version, refused }) => ({ pack, version, refused })),
    contradictions: [],
    lines: report.findings.map(({ template, decision }) => ({ template, decision })),
  }
}

/** Two colleagues of one name cannot be told by it. */
function signerOf(
  signed: { readonly by: string } | null,
  names: Parameters<typeof ledgerReadingOf>[1],
): string | null {
  if (!signed) return null
  const keys = Object.keys(names).filter((key) => names[key]!.name === signed.by)
  return keys.length === 1 ? keys[0]! : signed.by
}
