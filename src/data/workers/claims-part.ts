import type { ClaimOf } from '#domain/ecg/claims.ts'
import type { ClaimSource, ClaimSources } from '#inference/ecg-claims.ts'
import type { RunReport } from '#inference/engine-status.ts'
import { answerFindings, openFindingsModel } from '#inference/ecg-12lead.ts'
import { answerBeats, openBeatsModel } from '#inference/ecg-beats.ts'
import { answerDelineation, openDelineationModel } from '#inference/ecg-delineate.ts'
import { answerQuality, openQualityModel } from '#inference/ecg-quality.ts'
import { ProblemError } from '#inference/problem-error.ts'
import type { PackReader } from '#inference/reader.ts'
import { openPack } from '#inference/registry.ts'
import type { OpenPack, Tensors } from '#inference/runtime.ts'
import type { PackVersion } from '#inference/beside.ts'
import type { EcgAnalysis } from '#domain/ecg/analysis.ts'
import type { EcgPerson } from '#domain/ecg/limits/limits.ts'
import type { Tracing } from '#domain/ecg/tracing.ts'
import type { Outcome } from '#domain/problem.ts'
import { version as findings } from '../../../models/ecg-12lead/pack.json'
import { version as beats } from '../../../models/ecg-beats/pack.json'
import { version as waves } from '../../../models/ecg-delineate/pack.json'
import { version as quality } from '../../../models/ecg-quality/pack.json'
import { installedFiles } from '../install/installed-files.ts'

export { ecgClaims } from '#inference/ecg-claims.ts'

/** Runs a pack's network on the engines of this page. */
export type RunPack = (
  pack: PackVersion,
  batch: readonly Tensors[],
  signal?: AbortSignal,
) => Promise<RunReport>

/** The packs that answer beside the rhythm, in the versions that this build was made with. Loaded with the desk. */
export function claimSources(run: RunPack): ClaimSources {
  const pack = (id: string, version: string) => ({ id, version })
  return {
    quality: claimSource(pack('ecg-quality', quality), openQualityModel, answerQuality, run),
    beats: claimSource(pack('ecg-beats', beats), openBeatsModel, answerBeats, run),
    waves: claimSource(pack('ecg-delineate', waves), openDelineationModel, answerDelineation, run),
    findings: claimSource(pack('ecg-12lead', findings), openFindingsModel, answerFindings, run),
  }
}

/** Opens a pack at its first question; one that could not be opened is tried again at the next. */
function claimSource<Model, Claim extends ClaimOf>(
  pack: PackVersion,
  open: (pack: OpenPack) => Promise<Outcome<Model>>,
  answer: (
    reader: PackReader<Model>,
    tracing: Tracing,
    analysis: EcgAnalysis,
    signal?: AbortSignal,
    person?: EcgPerson | null,
  ) => Promise<Claim>,
  run: RunPack,
): ClaimSource<Claim> {
  let opening: Promise<Model> | undefined
  return {
    pack: pack.id,
    version: pack.version,
    async answer(tracing, analysis, signal, person) {
      opening ??= openModel(pack, open).catch((error: unknown) => {
        opening = undefined
        throw error
      })
      const model = await opening
      return answer(
        { model, run: (batch, stop) => run(pack, batch, stop) },
        tracing,
        analysis,
        signal,
        person,
      )
    },
  }
}

async function openModel<Model>(
  { id, version }: PackVersion,
  open: (pack: OpenPack) => Promise<Outcome<Model>>,
): Promise<Model> {
  const pack = await openPack(installedFiles, id, version)
  if (!pack.ok) throw new ProblemError(pack.problem)
  const model = await open(pack.value)
  if (!model.ok) throw new ProblemError(model.problem)
  return model.value
}
