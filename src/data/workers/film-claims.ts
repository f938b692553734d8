import type { FilmClaims } from '#domain/imaging/claims.ts'
import { NO_FILM_CLAIMS } from '#domain/imaging/claims.ts'
import { together } from '#domain/imaging/gathered-claims.ts'
import { good } from '#domain/problem.ts'
import { ProblemError } from '#inference/problem-error.ts'
import type { AskedFrame, RunPack } from '../imaging/film-asking.ts'
import { FILM_PACKS, type FilmPack } from '../imaging/film-packs.ts'
import { ecgEngines } from './engines.ts'
import { filmWorker } from './film.ts'
import { groupInstaller } from './installer.ts'

/** Packs are read from the network where they are not installed: only what somebody chose to have is asked. */
export async function packsHere(): Promise<readonly FilmPack[]> {
  const state = await groupInstaller.state().catch(() => null)
  if (!state?.ok) return []
  const here = new Set(
    state.value.groups.filter(({ status }) => status === 'installed').map(({ id }) => id as string),
  )
  return FILM_PACKS.filter(({ id }) => here.has(`pack:${id}`))
}

/**
 * Asks packs about frames, one after another, so that one picture is in memory at a time. A frame that cannot be
 * decoded costs the others nothing; a pack that could not answer is named, and not asked about the frames that follow.
 * @param onFrameRead hears what was said so far after each frame
 * @throws DOMException `AbortError`; an error where the worker of pictures was ended
 */
export async function askPacks(
  packs: readonly FilmPack[],
  frames: readonly AskedFrame[],
  signal: AbortSignal,
  onFrameRead: (claims: FilmClaims) => void,
): Promise<void> {
  let claims = NO_FILM_CLAIMS
  const run = runUntil(signal)
  for (const asked of frames) {
    signal.throwIfAborted()
    const able = packs
      .filter(({ id }) => claims.failed.every(({ pack }) => pack !== id))
      .map(({ id, version }) => ({ id, version }))
    const said = await filmWorker()
      .claims(able, asked, run)
      .catch((error: unknown) => {
        // What ended the run comes back from the worker as another error.
        signal.throwIfAborted()
        throw error
      })
    signal.throwIfAborted()
    if (said.ok) claims = together(claims, said.value)
    onFrameRead(claims)
  }
}

function runUntil(signal: AbortSignal): RunPack {
  return async (pack, batch) => {
    try {
      return good(await ecgEngines().runPack(pack, batch, signal))
    } catch (error) {
      if (error instanceof ProblemError) return { ok: false, problem: error.problem }
      throw error
    }
  }
}
