import type { Page } from '@playwright/test'

/** Has a page note, for each study given to it, when its first picture stood on the stage. */
export async function watchFilms(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const drawn: number[] = []
    Object.assign(globalThis, { drawn })
    let givenMs: number | null = null
    let seen: Element | null = null
    const given = (event: Event) => {
      if ((event.target as HTMLInputElement).type === 'file') givenMs = performance.now()
    }
    addEventListener('change', given, { capture: true })
    const look = () => {
      const canvas = document.querySelector<HTMLCanvasElement>('[role=application] canvas')
      // Another study has another stage; an untouched canvas is empty in its middle.
      if (givenMs !== null && canvas && canvas !== seen && isPainted(canvas)) {
        drawn.push(performance.now() - givenMs)
        seen = canvas
        givenMs = null
      }
      requestAnimationFrame(look)
    }
    const isPainted = (canvas: HTMLCanvasElement) => {
      const { width, height } = canvas
      const middle = canvas.getContext('2d')?.getImageData(width >> 1, height >> 1, 1, 1).data
      return (middle?.[3] ?? 0) > 0 && (middle?.[0] ?? 0) > 0
    }
    requestAnimationFrame(look)
  })
}

/** Gives a file and waits for its picture. @returns milliseconds from the one to the other */
export async function openFilm(page: Page, name: string, bytes: Uint8Array): Promise<number> {
  const before = await page.evaluate(() => (globalThis as unknown as { drawn: number[] }).drawn.length)
  const file = { name, mimeType: 'application/dicom', buffer: Buffer.from(bytes) }
  await page.getByTestId('film-files').setInputFiles(file)
  const drawn = await page.waitForFunction(
    (count) => (globalThis as unknown as { drawn: number[] }).drawn[count] ?? null,
    before,
    { timeout: 60_000 },
  )
  return (await drawn.jsonValue()) as number
}
