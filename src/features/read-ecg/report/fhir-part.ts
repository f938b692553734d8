import { bundleText } from '#contract/fhir/bundle-from-chart.ts'
import { ecgBundle, type EcgBundleOptions } from '#contract/fhir/ecg-bundle.ts'
import { statementOf } from '#data/keeper/reading-facts.ts'
import type { KeptReading } from '#data/readings/reading-store.ts'
import { keeper } from '#data/workers/keeper.ts'
import type { At } from '#domain/record/at.ts'
import type { FactId } from '#domain/record/fact.ts'
import type { EcgReading } from '#domain/record/kinds/ecg-reading.ts'

/**
 * A finished reading as a FHIR file: as it stands on the person's chart, or, where it stands on nobody's, as it would.
 * A part of its own, loaded when somebody exports.
 */
export async function exportFhir(
  kept: KeptReading,
  options: Omit<EcgBundleOptions, 'fact'>,
): Promise<string> {
  const stated = (await onChart(kept)) ?? asKept(kept)
  return bundleText(ecgBundle(stated.value, stated.at, { ...options, fact: stated.fact }))
}

interface Stated {
  readonly value: EcgReading
  readonly at: At | null
  readonly fact: FactId | null
}

async function onChart({ id, subject }: KeptReading): Promise<Stated | null> {
  if (!subject) return null
  const opened = await keeper.chart(subject)
  if (!opened.ok) return null
  const found = opened.value.chart.statements['ecg-reading'].find(
    ({ standing, current }) => standing === 'stands' && current.value?.reading === id,
  )
  if (!found?.current.value) return null
  return { value: found.current.value, at: found.current.at, fact: found.current.fact }
}

function asKept(kept: KeptReading): Stated {
  const draft = statementOf(kept, '', [])
  return { value: draft.body.value!, at: draft.at ?? null, fact: null }
}
