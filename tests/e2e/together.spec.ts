import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type BrowserContext, type Page } from '@playwright/test'
import {
  allAtHub,
  DOCTOR,
  find,
  joinClinic,
  meetHub,
  NURSE,
  register,
  setUpClinic,
  sign,
  unlock,
  writeVisit,
} from './clinic-steps.ts'
import { test } from './installed.ts'
import { startRegion, type Region } from './region.ts'
import { builtFolder } from './versions.ts'

/**
 * Two tablets of one clinic and a hub: both offline, both write, both return, the hub killed twice on the way
 * (SIGKILL, same address afterwards). What was signed is on both, and the hub's receipt can be shown.
 */
let folder: string
let region: Region

test.beforeEach(async ({ installed }) => {
  folder = mkdtempSync(join(tmpdir(), 'hinterland-region-'))
  region = await startRegion(builtFolder, folder, installed.port)
})
test.afterEach(async () => {
  await region.end()
  rmSync(folder, { recursive: true, force: true })
})

test('two tablets apart, a hub that is killed twice: everything signed is on both, with a receipt', async ({
  newTablet,
}) => {
  test.setTimeout(400_000)
  const first = await tablet(await newTablet())
  const second = await tablet(await newTablet())

  await setUpClinic(first)
  await meetHub(first, region.origin, await region.invite('--new-clinic', '--role', 'nurse'))
  await allAtHub(first)
  await joinClinic(
    second,
    region.origin,
    await region.invite('--clinic', await region.onlyClinic(), '--role', 'clinician'),
  )

  await first.context().setOffline(true)
  await second.context().setOffline(true)
  await region.kill()
  await register(first, { name: '石建国', born: '19680301', phone: '13800001234' })
  await first.getByRole('button', { name: 'Start visit' }).click()
  await writeVisit(first)
  await sign(first)
  await register(second, { name: '欧阳秀英', born: '1955', phone: '' })

  await region.start()
  await first.context().setOffline(false)
  await allAtHub(first)
  await region.kill()
  await region.start()
  await second.context().setOffline(false)
  await allAtHub(second)
  await allAtHub(first)

  await find(first, 'oyxy', '欧阳秀英')
  await find(second, 'sjg', '石建国')
  await expect(second.getByText('162/98').first()).toBeVisible()
  await second
    .getByRole('button', { name: /162\/98/ })
    .first()
    .click()
  await expect(second.getByText(NURSE.name).first()).toBeVisible()
  await find(first, 'sjg', '石建国')
  await first
    .getByRole('button', { name: /162\/98/ })
    .first()
    .click()
  await first.getByRole('button', { name: 'Show the receipt' }).first().click()
  await expect(first.getByTestId('receipt').first()).toContainText("it is the hub's")
  expect(await region.verify()).toContain('"ok":true')

  // A restart of the tablet forgets nothing of it.
  await second.reload()
  await unlock(second, DOCTOR)
  await find(second, 'sjg', '石建国')
})

async function tablet(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(region.origin)
  return page
}
