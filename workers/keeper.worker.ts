import { expose } from 'comlink'
import { openDexieReadings } from '#data/readings/dexie-readings.ts'
import { sha256Hex } from '#inference/sha256.ts'

expose(openDexieReadings({ nowMs: () => Date.now(), newId: () => crypto.randomUUID(), sha256: sha256Hex }))
