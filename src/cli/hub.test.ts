import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { encode } from 'uqr'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readInvitation } from '#contract/sync/enrolment.ts'
import { openHub, type Hub } from '../hub/hub.ts'
import { adminActions } from '../hub/run/admin-actions.ts'
import { serveAdmin } from '../hub/run/admin-socket.ts'
import { createVoice } from '../hub/run/voice.ts'
import { firstRun } from './hub/first-run.ts'
import type { Terminal } from './hub/terminal.ts'
import { main } from './hinterland.ts'
import { hubCommand } from './hub.ts'

const PASSWORD = 'blue lantern 七条鱼 seldom asks'

describe('hinterland hub', () => {
  let folder: string
  let out = ''
  let err = ''
  const io = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hinterland-cli-hub-'))
    out = err = ''
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** A script: its standard input is one line. */
  const script = (line = ''): Terminal => ({
    isInteractive: false,
    ask: async () => '',
    askHidden: async () => '',
    readLine: async () => line,
  })
  /** Somebody who answers in this order. */
  const person = (answers: string[]): Terminal => ({
    isInteractive: true,
    ask: async () => answers.shift() ?? '',
    askHidden: async () => answers.shift() ?? '',
    readLine: async () => '',
  })
  async function run(line: string, terminal = script()) {
    out = err = ''
    return hubCommand([...line.split(' '), '--data', folder], io, terminal)
  }
  const openedHub = () => openHub({ folder, name: 'county', say: createVoice('off') })
  /** A hub whose log has one entry. */
  async function writtenHub() {
    const hub = await openedHub()
    await hub.store.log.note([
      { what: 'account', by: null, scope: null, subject: null, why: 'Wang came', atMs: hub.nowMs() },
    ])
    await hub.close()
  }
  async function withRunningHub(act: (hub: Hub) => Promise<void>) {
    const hub = await openedHub()
    const admin = await serveAdmin(folder, adminActions(hub), hub.say)
    await act(hub)
    await admin.close()
    await hub.close()
  }

  test('makes the first keeper from a script, before the hub has ever run', async () => {
    expect(await run('user add keeper --name Wang --keeper', script(PASSWORD))).toBe(0)
    expect(out).toBe('keeper\tWang\tkeeps the hub\n')
    expect(await run('user add nurse --name Zhou --clinic none --role nurse', script(PASSWORD))).toBe(1)
    expect(await run('user list --json')).toBe(0)
    expect(JSON.parse(out)).toMatchObject([{ login: 'keeper', grants: [{ scope: '*', role: 'keeper' }] }])
    expect(await run('user password keeper', script('short'))).toBe(1)
    expect(await run('user password keeper', script(`${PASSWORD} now`))).toBe(0)
    expect(await run('user disable keeper')).toBe(1)
    expect(err).toContain('Give another account this right first')
  })

  test('asks a hub that runs, so that its memory and its disk stay one', async () => {
    await withRunningHub(async (hub) => {
      expect(await run('user add keeper --name Wang --keeper', script(PASSWORD))).toBe(0)
      expect(hub.people.accounts()).toMatchObject([{ login: 'keeper' }])
      expect(await run('invite --new-clinic --role nurse --uses 5 --json')).toBe(0)
      const { text } = JSON.parse(out) as { text: string }
      expect(readInvitation(text)).toMatchObject({ hub: hub.keys.hub, role: 'nurse', clinic: null })
      expect(hub.people.invitations()).toMatchObject([{ madeBy: 'terminal', uses: 5 }])
      expect(await run('status --json')).toBe(0)
      expect(JSON.parse(out)).toMatchObject({ hub: hub.keys.hub, clinics: [] })
    })
  })

  test('prints an invitation as text and as a code that is the same', async () => {
    await openedHub().then((hub) => hub.close())
    expect(await run('enrol')).toBe(0)
    expect(readInvitation(out)).toMatchObject({ hubName: 'county', role: 'clinician' })
    const drawn = err.split('\n').filter((line) => /^[█▀▄ ]+$/.test(line))
    const { data, size } = encode(out.trim(), { ecc: 'M', border: 2 })
    expect(drawn).toHaveLength(Math.ceil(size / 2))
    const dark = (x: number, y: number) =>
      y % 2 === 0 ? ' ▄'.includes(drawn[y / 2]![x]!) : ' ▀'.includes(drawn[(y - 1) / 2]![x]!)
    expect(data.map((row, y) => row.map((_, x) => dark(x, y)))).toEqual(data)
  })

  test('names the first row that was altered, by exit code 1', async () => {
    await writtenHub()
    expect(await run('verify')).toBe(0)
    expect(out).toMatch(/^whole: \d+ entries\n$/)
    const db = new DatabaseSync(join(folder, 'hub.db'))
    db.exec(`UPDATE note SET why = 'nothing happened' WHERE n = 1`)
    db.close()
    expect(await run('verify')).toBe(1)
    expect(out).toMatch(/^altered: row 1 /)
    expect(await run('verify --json')).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, fault: { n: 1 } })
  })

  test('backs up, and restores into another folder or over a hub that is stopped', async () => {
    await writtenHub()
    const backups = `${folder}-backups`
    try {
      expect(await run(`backup ${backups} --json`)).toBe(0)
      expect(JSON.parse(out)).toMatchObject({ tried: true })
      expect(await run(`restore ${backups}`)).toBe(1)
      expect(err).toContain('--replace')
      await withRunningHub(async () => {
        expect(await run(`restore ${backups} --replace`)).toBe(1)
        expect(err).toContain('already running')
      })
      expect(await run(`restore ${backups} --replace`)).toBe(0)
      const restored = await openedHub()
      const notes = await restored.store.log.notes({ limit: 10 })
      await restored.close()
      expect(notes.map(({ why }) => why)).toContain('Wang came')
    } finally {
      for (const name of readdirSync(tmpdir()))
        if (join(tmpdir(), name).startsWith(`${folder}-`) || join(tmpdir(), name).startsWith(`${folder}.`))
          rmSync(join(tmpdir(), name), { recursive: true, force: true })
    }
  })

  test('the first start asks a person until it has a keeper, and shows no password', async () => {
    const hub = await openedHub()
    const weak = 'password'
    const name = await firstRun(
      hub,
      io,
      person(['青石县', 'keeper', 'Wang', weak, PASSWORD, `${PASSWORD}!`, PASSWORD, PASSWORD]),
    )
    expect(name).toBe('青石县')
    expect(hub.people.accounts()).toMatchObject([{ login: 'keeper', name: 'Wang' }])
    expect(err).toContain('guessed too easily')
    expect(err).toContain('The two differ')
    expect(err).not.toContain('lantern')
    expect(await firstRun(hub, io, person(['another'])), 'it is asked once').toBeNull()
    await hub.close()
  })

  test.each([
    ['status', 1, 'There is no hub in'],
    ['setup', 1, 'No hub is running'],
    ['backup', 2, 'Something is missing'],
    ['verify now', 2, 'one word too many'],
    ['user', 2, 'Something is missing'],
    ['user remove x', 2, 'There is no "hub user remove"'],
    ['user add x --name X', 2, 'What may they do?'],
    ['invite --role king', 2, 'no role of a clinic'],
    ['invite --uses many', 2, 'is no number'],
    ['invite --clinic a --new-clinic', 2, 'A clinic that is here, or a new one'],
    // An id that begins with a dash is an id: what is missing is the hub.
    ['invite --clinic -AvH4Fj7G-Oxu2cgFMLA7g', 1, 'There is no hub in'],
    ['dance', 2, 'There is no "hub dance"'],
    ['status --colour', 2, '--colour'],
  ])('refuses "hub %s" with exit code %d', async (line, code, words) => {
    expect(await run(line)).toBe(code)
    expect(err).toContain(words)
    expect(out).toBe('')
    expect(existsSync(join(folder, 'hub.db'))).toBe(false)
  })

  test('explains itself', async () => {
    expect(await main(['hub', '--help'], io)).toBe(0)
    expect(out).toContain('hinterland hub restore FROM')
    expect(await main(['--help'], io)).toBe(0)
    expect(out).toContain('hub backup|restore|verify')
  })
})
