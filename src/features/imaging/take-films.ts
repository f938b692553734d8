import { filmDesk } from './film-desk.svelte.ts'
import { chosenFiles } from './given-files.ts'

/** Files that came from outside the desk: dropped on Home, shared by another app, opened from the system's list. */
export function takeFilms(files: readonly File[]): void {
  void filmDesk.take(chosenFiles(files))
}
