import { wrap, type Remote } from 'comlink'
import decodeUrl from '../../../workers/decode.worker.ts?worker&url'
import type { EcgIntake } from '../intake/ecg-intake.ts'
import { spawnWorker } from './spawn.ts'

let intake: Remote<EcgIntake> | undefined

/** The decode worker: reads files and runs the signal code off the page. */
export function ecgIntake(): Remote<EcgIntake> {
  intake ??= wrap<EcgIntake>(spawnWorker(decodeUrl, 'decode'))
  return intake
}
