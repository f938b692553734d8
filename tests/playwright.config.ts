import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { chromiumPath } from './chromium-path.ts'

const executablePath = chromiumPath()

// Every hub that a test starts is the same code: it is compiled once.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'hinterland-compiled')

export default defineConfig({
  testDir: './e2e',
  outputDir: '../test-results',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // Two cores: much of a test is waiting for a page, a hub that was killed, a camera.
  workers: 2,
  forbidOnly: true,
  // What fails once and passes then is printed as flaky, to be looked into; what fails twice is red.
  retries: 1,
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--enable-unsafe-webgpu', '--disable-background-networking'],
    },
    viewport: { width: 1280, height: 800 },
  },
})
