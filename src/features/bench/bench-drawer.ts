import { benchDrawer } from '#data/readings/bench-drawer.ts'
import { benchOf } from '#domain/ecg/bench.ts'

/** The bench of tracings. */
export const drawer = benchDrawer('reader-bench', benchOf)
