import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

/** Draws the PNG icons of the app from its SVG mark. Run by hand when the mark changes. */
const folder = fileURLToPath(new URL('../../../static', import.meta.url))
const icons = [
  ['icon.svg', 'icons/icon-192.png', 192],
  ['icon.svg', 'icons/icon-512.png', 512],
  ['icons/maskable.svg', 'icons/maskable-192.png', 192],
  ['icons/maskable.svg', 'icons/maskable-512.png', 512],
  ['icons/maskable.svg', 'icons/apple-touch-icon.png', 180],
] as const

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
)
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ['--no-sandbox'],
})
for (const [mark, icon, size] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const look = `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>`
  await page.setContent(look + readFileSync(join(folder, mark), 'utf8'))
  await page.screenshot({ path: join(folder, icon), omitBackground: true })
  await page.close()
}
await browser.close()
