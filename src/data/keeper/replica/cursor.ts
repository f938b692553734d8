import type { CursorRow } from '../databases.ts'
import type { Ground } from '../ground.ts'
import { EMPTY_DIGEST } from './digest.ts'

export const firstCursor = (scope: string): CursorRow => ({ scope, cursor: 0, ...EMPTY_DIGEST })

/** How far this tablet has what the hub has of a scope. */
export async function cursorOf({ db }: Pick<Ground, 'db'>, scope: string): Promise<CursorRow> {
  return (await db.cursors.get(scope)) ?? firstCursor(scope)
}
