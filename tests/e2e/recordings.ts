import type { Page } from '@playwright/test'
import { writeCsv } from '#contract/ecg/csv/write.ts'
import { writeEdf } from '#contract/ecg/edf/write.ts'
import type { SourceFile } from '#contract/ecg/source-file.ts'
import { writeWfdb } from '#contract/ecg/wfdb/write.ts'
import type { Rhythm } from '#domain/ecg/simulator/rhythms.ts'
import { simulateEcg } from '#domain/ecg/simulator/simulate-ecg.ts'

/** Recordings of our own making, with known truth, as files of every format that the app reads. */
export function recording(
  rhythm: Rhythm,
  options: { seed?: number; rateBpm?: number; seconds?: number } = {},
) {
  const { seed = 1, rateBpm, seconds = 30 } = options
  return simulateEcg({
    seed,
    rhythm,
    durationMs: seconds * 1000,
    sampleRateHz: 500,
    leads: ['I', 'II', 'V5'],
    ...(rateBpm ? { rateBpm } : {}),
  })
}

export function asWfdb(name: string, rhythm: Rhythm, options = {}) {
  return writeWfdb(recording(rhythm, options).tracing, { recordName: name })
}

export function asEdf(name: string, rhythm: Rhythm, options = {}) {
  return writeEdf(recording(rhythm, options).tracing, { recordName: name })
}

export function asCsv(name: string, rhythm: Rhythm, options = {}) {
  return writeCsv(recording(rhythm, options).tracing, { recordName: name })
}

/** Chooses these files in the app's file field, as a person does. */
export async function give(page: Page, files: readonly SourceFile[]): Promise<void> {
  await page.getByTestId('file-input').setInputFiles(
    files.map(({ name, bytes }) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    })),
  )
}
