import { goto } from '$app/navigation'
import { holdPictures } from '#data/imaging/film-sniff.ts'
import { readDesk } from '#features/read-ecg/read-desk.svelte.ts'

/** Files that came without saying where to: pictures go to the film desk, all else to the ECG desk. */
export async function openFiles(files: File[]): Promise<void> {
  const pictures = await holdPictures(files)
  const films = pictures ? await import('#features/imaging/take-films.ts').catch(() => null) : null
  if (films) films.takeFilms(files)
  else void readDesk.take(files)
  await goto(films ? '/film' : '/read')
}
