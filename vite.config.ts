import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vitest/config'

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

// Hubs and command lines that tests start are the same code each time: it is compiled once.
if (process.env.VITEST) process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'hinterland-compiled')

const PURE = ['domain', 'contract', 'inference', 'ui', 'features'].map((floor) => `src/${floor}/**/*.test.ts`)
/** Those of them that stand in for a global, or wait on a clock of their own. */
const ALONE = ['src/features/visit/draft-keeping.test.ts', 'src/features/read-ecg/**/*.test.ts']

export default defineConfig({
  // Unit tests run plain TypeScript in Node; only the app needs Kit and the words.
  plugins: process.env.VITEST
    ? []
    : [
        paraglideVitePlugin({
          project: './src/ui/words.inlang',
          outdir: './src/ui/words',
          strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
          emitTsDeclarations: true,
        }),
        sveltekit(),
      ],
  // The bundled build of onnxruntime-web starts our own worker file as its thread worker and hangs.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  build: {
    assetsInlineLimit: 0,
    target: 'es2022',
    // How long each plugin took is for us to ask, not for everybody who starts the app to read.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { headers: isolation },
  preview: { headers: isolation },
  test: {
    projects: [
      // Pure code leaves nothing behind: its files share a process, which saves half a second each.
      { extends: true, test: { name: 'pure', include: PURE, exclude: ALONE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'rest',
          include: [
            'src/{cli,data,hub,service-worker,routes}/**/*.test.ts',
            'workers/**/*.test.ts',
            'models/**/*.test.ts',
            'tests/faults/**/*.test.ts',
            ...ALONE,
          ],
        },
      },
    ],
    environment: 'node',
    expect: { requireAssertions: true },
    testTimeout: 20_000,
    // Vitest leaves a core free; with two there is one, and much of a fault test is waiting.
    maxWorkers: 2,
  },
})
