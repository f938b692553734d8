import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Every screen, at three sizes, in both themes and both languages: nothing that axe-core finds, nothing cut off. */
const SIZES = [
  { name: 'desk', width: 1280, height: 800 },
  { name: 'portrait', width: 800, height: 1280 },
  { name: 'phone', width: 360, height: 740 },
] as const
const LOOKS = [
  { colorScheme: 'light', locale: 'en-GB' },
  { colorScheme: 'dark', locale: 'zh-CN' },
] as const

export interface View {
  readonly size: (typeof SIZES)[number]
  readonly look: (typeof LOOKS)[number]
  /** For the title of a test. */
  readonly title: string
}

export const VIEWS: readonly View[] = SIZES.flatMap((size) =>
  LOOKS.map((look) => ({
    size,
    look,
    title: `${size.width} × ${size.height}, ${look.colorScheme}, ${look.locale}`,
  })),
)

/**
 * CI has twenty minutes: it looks at the widest (the places of people at the narrowest). `LONG=1` looks at all.
 */
export const LONG = process.env['LONG'] !== undefined
export const LOOKED_AT = LONG
  ? VIEWS
  : VIEWS.filter(({ size, look }) => size.name === 'desk' && look.colorScheme === 'light')

const pictures = fileURLToPath(new URL('../../test-results/screens/', import.meta.url))

/** What `test.use` takes for a tablet of that size, in that theme and language. */
export function tablet({ size: { width, height }, look }: View) {
  return { viewport: { width, height }, ...look, hasTouch: width < 1000 }
}

/** Takes a picture of what stands on the screen, and holds it against axe-core and the edges of the screen. */
export async function inspect(page: Page, name: string, { size, look }: View): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}${name}-${size.name}-${look.colorScheme}-${look.locale}.png` })
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(sideways, `${name} does not scroll sideways`).toBeLessThanOrEqual(0)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(
      ({ id, nodes }) => `${name}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
    ),
  ).toEqual([])
}

export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
}
