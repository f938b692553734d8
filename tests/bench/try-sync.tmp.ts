import { sync } from './areas/sync.ts'
import { tableOf } from './table.ts'
const rows = await sync({ progress: (what) => console.error(new Date().toISOString(), what) })
console.log(tableOf(rows))
process.exit()
