import type { PackManifest } from '#contract/pack.ts'
import type { ClaimOf } from '#domain/ecg/claims.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { EcgPerson } from '#domain/ecg/limits/limits.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import type { Outcome, Problem } from '#domain/problem.ts'
import type { RhythmReader } from '#inference/ecg-answer.ts'
import type { ClaimSource, ClaimSources } from '#inference/ecg-claims.ts'
import { answerFindings, openFindingsModel } from '#inference/ecg-12lead.ts'
import { answerBeats, openBeatsModel } from '#inference/ecg-beats.ts'
import { answerDelineation, openDelineationModel } from '#inference/ecg-delineate.ts'
import { answerQuality, openQualityModel } from '#inference/ecg-quality.ts'
import type { PackReader } from '#inference/reader.ts'
import { openRhythmModel } from '#inference/rhythm-model.ts'
import type { OpenPack } from '#inference/runtime.ts'
import { openTreeReader, treePacks, type TreeReader } from './tree-reader.ts'

/** The ECG packs of this tree that start, ready to be asked. */
export interface EcgPacks {
  readonly rhythm: RhythmReader | null
  readonly sources: ClaimSources
  /** Why a pack did not start. */
  readonly problems: readonly Problem[]
  dispose(): Promise<void>
}

/** Opens every ECG pack of the tree; one that does not start costs the others nothing. */
export async function openEcgPacks(): Promise<EcgPacks> {
  const packs = await treePacks()
  const problems: Problem[] = []
  const open: TreeReader<unknown>[] = []
  const start = async <Model>(
    task: PackManifest['task'],
    model: (pack: OpenPack) => Promise<Outcome<Model>>,
  ): Promise<{
    readonly id: string
    readonly version: string
    readonly reader: PackReader<Model>
  } | null> => {
    const found = packs.find((pack) => pack.task === task)
    if (found === undefined) return null
    const opened = await openTreeReader(found.id, model)
    if (!opened.ok) {
      problems.push(opened.problem)
      return null
    }
    open.push(opened.value)
    return { ...found, reader: opened.value.reader }
  }
  const rhythm = await start('ecg-rhythm', openRhythmModel)
  return {
    rhythm: rhythm?.reader ?? null,
    sources: {
      quality: sourceOf(await start('ecg-quality', openQualityModel), answerQuality),
      beats: sourceOf(await start('ecg-beats', openBeatsModel), answerBeats),
      waves: sourceOf(await start('ecg-waves', openDelineationModel), answerDelineation),
      findings: sourceOf(await start('ecg-findings', openFindingsModel), answerFindings),
    },
    problems,
    async dispose() {
      for (const reader of open) await reader.dispose()
    },
  }
}

type Answering<Model, Claim> = (
  reader: PackReader<Model>,
  tracing: Tracing,
  analysis: EcgAnalysis,
  signal?: AbortSignal,
  person?: EcgPerson | null,
) => Promise<Claim>

function sourceOf<Model, Claim extends ClaimOf>(
  pack: { readonly id: string; readonly version: string; readonly reader: PackReader<Model> } | null,
  answer: Answering<Model, Claim>,
): ClaimSource<Claim> | null {
  if (pack === null) return null
  const { id, version, reader } = pack
  return {
    pack: id,
    version,
    answer: (tracing, analysis, signal, person) => answer(reader, tracing, analysis, signal, person),
  }
}
