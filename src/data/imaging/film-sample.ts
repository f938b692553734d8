import { makePhantom } from '#contract/dicom/phantom-files.ts'
import { PHANTOMS } from '#domain/imaging/phantoms/names.ts'
import type { FilmFile } from './film-intake.ts'

/** The same practice study each time: what was kept of it can be compared with what is opened again. */
const SEED = 1

/** Files of a practice study; made on the spot, so that none is shipped. Empty for a name that is none. */
export async function sampleFiles(name: string): Promise<readonly FilmFile[]> {
  const known = PHANTOMS.find((phantom) => phantom === name)
  return known ? (await makePhantom(known, SEED)).files : []
}
