import { FactsDatabase } from '#data/keeper/databases.ts'
import type { TestTablet } from '#data/keeper/keeper.fixture.ts'

/** Everything on the disk of one tablet lies on the disk of another: a copied browser profile. */
export async function copyTablet(from: TestTablet, to: TestTablet): Promise<void> {
  const there = from.running.room.ground.db
  const here = new FactsDatabase('clinic', to.indexedDb)
  await here.open()
  for (const table of there.tables) {
    const rows: unknown[] = await table.toArray()
    if (rows.length > 0) await here.table(table.name).bulkPut(rows)
  }
  here.close()
  for (const path of from.files.paths) await to.files.write(path, (await from.files.read(path))!)
  to.nowMs = from.nowMs
}
