import { beforeEach, describe, expect, test, vi } from 'vitest'
import { PASSPHRASE, PLAN, TestTablet } from './keeper.fixture.ts'
import type { Keeper, NewPerson } from './keeper.ts'
import { PeopleDesk } from './people-desk.ts'

const SHI: NewPerson = {
  identity: { name: '石建国', sex: 'male', birthDate: '1968-03-01' },
  identifiers: [{ system: 'citizen-id', value: '430102196803010011', verified: true }],
  contact: { phone: '13800001234', village: '青石镇三组' },
}

const SUMMARY = {
  leads: ['I'],
  sampleRateHz: 500,
  durationMs: 10_000,
  startedAt: null,
  analysis: {},
} as never

let tablet: TestTablet
let keeper: Keeper

beforeEach(async () => {
  tablet = new TestTablet()
  keeper = await tablet.start()
})

async function opened(): Promise<string> {
  const sheet = await keeper.createClinic(PLAN)
  expect(sheet.ok).toBe(true)
  return sheet.ok ? sheet.value.groups.join('-') : ''
}

async function registered(person = SHI): Promise<string> {
  const outcome = await keeper.register(person)
  expect(outcome).toMatchObject({ ok: true })
  return outcome.ok ? outcome.value.subject : ''
}

async function chartOf(subject: string) {
  const outcome = await keeper.chart(subject)
  if (!outcome.ok) throw new Error(outcome.problem.message)
  return outcome.value.chart
}

describe('a clinic that has never met a server', () => {
  test('is created, locked and opened again with its passphrase, also after a restart', async () => {
    await opened()
    expect((await keeper.state()).phase).toBe('open')
    await keeper.lock()
    expect((await keeper.state()).phase).toBe('locked')
    keeper = await tablet.start()
    const { users, clinic } = await keeper.state()
    expect(clinic).toBe('青石镇卫生院')
    expect(users.map(({ label }) => label)).toEqual(['周护士'])
    const wrong = await keeper.unlock(users[0]!.key, { passphrase: 'something else' })
    expect(wrong).toMatchObject({ ok: false, problem: { code: 'wrong-secret' } })
    expect(await keeper.unlock(users[0]!.key, { passphrase: PASSPHRASE })).toMatchObject({
      ok: true,
      value: { name: '周敏', role: 'nurse' },
    })
  })

  test('finds a registered person by initials after lock and restart', async () => {
    await opened()
    const subject = await registered()
    const key = (await keeper.state()).user!.key
    await keeper.lock()
    keeper = await tablet.start()
    expect(await keeper.search('sjg')).toEqual([])
    await keeper.unlock(key, { passphrase: PASSPHRASE })
    expect(await keeper.search('sjg')).toMatchObject([
      { subject, name: '石建国', phoneTail: '1234', idTail: '0011' },
    ])
  })

  test('keeps a visit as one act on the chart', async () => {
    await opened()
    const subject = await registered()
    const written = await keeper.write([
      {
        kind: 'vitals',
        verb: 'assert',
        subject,
        body: {
          value: { systolicMmHg: [148, 0], diastolicMmHg: [92, 0] },
          source: { origin: 'measured', by: 'HEM' },
        },
      },
      {
        kind: 'allergy',
        verb: 'assert',
        subject,
        body: {
          value: { is: 'allergy', substance: { text: '青霉素' } },
          source: { origin: 'entered', by: 'patient' },
        },
      },
    ])
    expect(written).toMatchObject({ ok: true })
    const chart = await chartOf(subject)
    expect(chart.identity).toMatchObject({ name: '石建国', birthDate: '1968-03-01' })
    expect(chart.statements.vitals[0]!.current.value).toEqual({
      systolicMmHg: [148, 0],
      diastolicMmHg: [92, 0],
    })
    expect(chart.statements.allergy[0]!.standing).toBe('stands')
    expect(chart.factCount).toBe(5)
  })

  test('refuses a fact that its kind does not allow, names the field, and keeps nothing of the act', async () => {
    await opened()
    const subject = await registered()
    const before = (await keeper.state()).unsent
    const outcome = await keeper.write([
      { kind: 'tag', verb: 'assert', subject, body: { value: { tag: 'cohort' } } },
      { kind: 'vitals', verb: 'assert', subject, body: { value: { systolicMmHg: 148 } } },
    ])
    expect(outcome).toMatchObject({
      ok: false,
      problem: { code: 'fact-invalid', details: { kind: 'vitals' } },
    })
    expect((await keeper.state()).unsent).toBe(before)
  })
})

test('a draft is found again after a crash, and goes in the transaction that signs it', async () => {
  await opened()
  const subject = await registered()
  const key = (await keeper.state()).user!.key
  await keeper.saveDraft(`encounter:${subject}`, { reason: '头晕三天' })
  keeper = await tablet.start()
  await keeper.unlock(key, { passphrase: PASSPHRASE })
  const draft = await keeper.draft(`encounter:${subject}`)
  expect(draft).toMatchObject({ ok: true, value: { value: { reason: '头晕三天' } } })
  await keeper.write(
    [{ kind: 'encounter', verb: 'assert', subject, body: { value: { type: 'visit', reason: '头晕三天' } } }],
    undefined,
    `encounter:${subject}`,
  )
  expect(await keeper.drafts()).toEqual([])
})

describe('several users on one tablet', () => {
  const DOCTOR = {
    name: '李医生',
    label: '李医生',
    role: 'clinician',
    passphrase: 'blue lantern 七条鱼 seldom',
  } as const

  test('the second user reads what the first wrote, and the first is in the log of the second', async () => {
    await opened()
    const subject = await registered()
    const added = await keeper.addUser(DOCTOR)
    expect(added.ok).toBe(true)
    const doctor = added.ok ? added.value : ''
    await keeper.lock()
    expect(await keeper.unlock(doctor, { passphrase: DOCTOR.passphrase })).toMatchObject({ ok: true })
    expect((await chartOf(subject)).identity.name).toBe('石建国')
    expect(
      Object.values(await keeper.staffNames())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['周敏', '李医生'])
  })

  test('ten wrong PINs end the PIN and leave the passphrase and the unsent work', async () => {
    await opened()
    await registered()
    const key = (await keeper.state()).user!.key
    const { unsent } = await keeper.state()
    expect(await keeper.setPin('864209')).toMatchObject({ ok: true })
    await keeper.lock()
    expect((await keeper.state()).users[0]!.pin).toBe(true)
    for (let i = 0; i < 10; i++) {
      tablet.nowMs += 2 * 3600_000 * Number(i >= 5)
      await keeper.unlock(key, { pin: '111112' })
    }
    const after = await keeper.state()
    expect(after.users[0]!.pin).toBe(false)
    expect(await keeper.unlock(key, { pin: '864209' })).toMatchObject({
      ok: false,
      problem: { code: 'secret-gone' },
    })
    expect(await keeper.unlock(key, { passphrase: PASSPHRASE })).toMatchObject({ ok: true })
    expect((await keeper.state()).unsent).toBe(unsent)
  })

  test('a PIN opens within the shift and this run of the browser only', async () => {
    await opened()
    const key = (await keeper.state()).user!.key
    await keeper.setPin('864209')
    keeper = await tablet.start('shift-1')
    expect(await keeper.unlock(key, { pin: '864209' })).toMatchObject({ ok: true })
    keeper = await tablet.start('shift-2')
    expect(await keeper.unlock(key, { pin: '864209' })).toMatchObject({
      ok: false,
      problem: { code: 'secret-gone' },
    })
    keeper = await tablet.start('shift-1')
    tablet.nowMs += 13 * 3600_000
    expect(await keeper.unlock(key, { pin: '864209' })).toMatchObject({
      ok: false,
      problem: { code: 'secret-gone' },
    })
  })

  test('who was removed cannot open, and what comes after is sealed with another key', async () => {
    await opened()
    const added = await keeper.addUser(DOCTOR)
    const doctor = added.ok ? added.value : ''
    expect(await keeper.removeUser(doctor)).toMatchObject({ ok: true })
    const subject = await registered()
    const { db } = tablet.running.room.ground
    expect((await db.facts.where('subject').equals(subject).first())!.epoch).toBe(2)
    expect(await db.scopeKeys.where('to').equals(doctor).count()).toBe(0)
    await keeper.lock()
    expect(await keeper.unlock(doctor, { passphrase: DOCTOR.passphrase })).toMatchObject({ ok: false })
  })

  test('the tablet locks itself after the minutes that the clinic chose', async () => {
    await opened()
    await keeper.setAutoLock(3)
    tablet.nowMs += 3 * 60_000 + 1
    await expect.poll(async () => (await keeper.state()).phase, { timeout: 5000 }).toBe('locked')
  })
})

describe('the recovery sheet', () => {
  test('opens the clinic when the passphrase is forgotten', async () => {
    const code = await opened()
    const subject = await registered()
    const key = (await keeper.state()).user!.key
    await keeper.lock()
    const wrong = await keeper.recover('ABCD-ABCD-ABCD-ABCD-ABCD-ABCD-ABCD', key, 'a new lamp 在 the attic')
    expect(wrong.ok).toBe(false)
    const back = await keeper.recover(code.toLowerCase(), key, 'a new lamp 在 the attic')
    expect(back).toMatchObject({ ok: true, value: { name: '周敏' } })
    expect((await chartOf(subject)).identity.name).toBe('石建国')
    expect(await keeper.unlock(key, { passphrase: PASSPHRASE })).toMatchObject({ ok: false })
  })

  test('restores a backup on another tablet, under a new device and with every fact verified', async () => {
    const code = await opened()
    const subject = await registered()
    await keeper.lock()
    const saved = await keeper.exportSealed(() => undefined)
    if (!saved.ok) throw new Error(saved.problem.message)
    const { bytes } = saved.value
    const tried = await keeper.tryBackup(bytes, code)
    expect(tried).toMatchObject({
      ok: true,
      value: { people: 1, facts: 4, damaged: 0, users: [{ name: '周敏' }] },
    })
    const device = (await tablet.running.room.access.device()).device
    tablet = new TestTablet()
    keeper = await tablet.start()
    const key = tried.ok ? tried.value.users[0]!.key : ''
    const restored = await keeper.restore(bytes, code, { key, passphrase: 'a new lamp 在 the attic' })
    expect(restored).toMatchObject({ ok: true })
    expect((await chartOf(subject)).identity.name).toBe('石建国')
    expect(await keeper.search('石')).toHaveLength(1)
    expect((await tablet.running.room.access.device()).device).not.toBe(device)
  })

  test('an altered or cut backup is refused before anything is opened', async () => {
    const code = await opened()
    const saved = await keeper.exportSealed(() => undefined)
    const bytes = saved.ok ? saved.value.bytes : new Uint8Array()
    const altered = bytes.slice()
    altered[200]! ^= 1
    for (const broken of [altered, bytes.slice(0, -7), new Uint8Array(9)])
      expect((await keeper.tryBackup(broken, code)).ok).toBe(false)
  })
})

test('what was saved under the wrong person is undone as one act, with a reason in both charts', async () => {
  await opened()
  const wrong = await registered()
  const right = await registered({ ...SHI, identity: { ...SHI.identity, name: '石建军' }, identifiers: [] })
  await keeper.write([
    {
      kind: 'allergy',
      verb: 'assert',
      subject: wrong,
      body: { value: { is: 'allergy', substance: { text: '磺胺' } } },
    },
  ])
  const [statement] = (await chartOf(wrong)).statements.allergy
  const moved = await keeper.moveToPerson([statement!.id], wrong, right, '同名，记错了')
  expect(moved).toMatchObject({ ok: true })
  expect((await chartOf(wrong)).statements.allergy[0]).toMatchObject({
    standing: 'retracted',
    ended: { code: 'wrong-person' },
  })
  const [there] = (await chartOf(right)).statements.allergy
  expect(there).toMatchObject({ standing: 'stands', current: { value: { substance: { text: '磺胺' } } } })
  expect(there!.current.source.inputs).toEqual([statement!.id])
})

test('two charts that are linked read as one, and are two again when the link is parted', async () => {
  await opened()
  const a = await registered()
  const b = await registered({ ...SHI, identifiers: [] })
  await keeper.write([
    {
      kind: 'allergy',
      verb: 'assert',
      subject: b,
      body: { value: { is: 'allergy', substance: { text: '磺胺' } } },
    },
    { kind: 'link', verb: 'link', subject: a, body: { value: { other: b, same: true } } },
  ])
  const joined = await chartOf(a)
  expect(joined.statements.allergy).toHaveLength(1)
  expect((await chartOf(b)).statements.identifier).toHaveLength(1)
  const link = joined.links.find(({ other }) => other === b)!
  await keeper.write([{ kind: 'link', verb: 'unlink', subject: a, refs: [link.id], body: {} }])
  expect((await chartOf(a)).statements.allergy).toHaveLength(0)
  expect((await chartOf(b)).statements.identifier).toHaveLength(0)
})

test('erasing a person ends key, bodies and search, and every chain still verifies', async () => {
  const code = await opened()
  const subject = await registered()
  await registered({ ...SHI, identity: { ...SHI.identity, name: '石建军' }, identifiers: [] })
  expect(await keeper.erase(subject, '本人要求')).toMatchObject({ ok: true })
  expect(await keeper.search('石建国')).toEqual([])
  expect((await keeper.chart(subject)).ok && (await chartOf(subject)).identity.name).toBe(null)
  const saved = await keeper.exportSealed(() => undefined)
  const report = saved.ok ? await keeper.tryBackup(saved.value.bytes, code) : saved
  expect(report).toMatchObject({ ok: true, value: { damaged: 0 } })
})

describe('a screening station', () => {
  test('opens its session and nothing else; what it writes is on the chart for who opens the clinic', async () => {
    await opened()
    const pupil = await registered()
    const other = await registered({
      ...SHI,
      identity: { ...SHI.identity, name: '不在名单' },
      identifiers: [],
    })
    const key = (await keeper.state()).user!.key
    expect(
      await keeper.openStation({ title: '三年级2班 视力', subjects: [pupil], pin: '864209' }),
    ).toMatchObject({ ok: true })
    expect((await keeper.state()).phase).toBe('station')
    expect(await keeper.chart(pupil)).toMatchObject({ ok: false, problem: { code: 'locked' } })
    expect(await keeper.search('石')).toEqual([])
    expect(
      tablet.running.room.ground.session!.scopeKeys.map(({ scope }) => scope.startsWith('session:')),
    ).toEqual([true])
    const draft = { kind: 'vitals', verb: 'assert', body: { value: { heightCm: [1325, -1] } } } as const
    expect(await keeper.stationWrite(other, [draft])).toMatchObject({
      ok: false,
      problem: { code: 'not-on-roster' },
    })
    expect(await keeper.stationWrite(pupil, [draft])).toMatchObject({ ok: true })
    const view = await keeper.station()
    expect(view).toMatchObject({
      ok: true,
      value: { roster: [{ name: '石建国', today: [{ text: '132.5 cm' }] }] },
    })
    await keeper.lock()
    expect((await keeper.state()).users[0]).toMatchObject({ label: '三年级2班 视力', pin: true })
    await keeper.unlock(key, { passphrase: PASSPHRASE })
    expect((await chartOf(pupil)).statements.vitals[0]!.current.value).toEqual({ heightCm: [1325, -1] })
  })
})

test('what a station wrote is read by who was added later, and by a sheet that was made later', async () => {
  await opened()
  const pupil = await registered()
  const key = (await keeper.state()).user!.key
  await keeper.openStation({ title: '三年级2班', subjects: [pupil], pin: '864209' })
  await keeper.stationWrite(pupil, [
    { kind: 'vitals', verb: 'assert', body: { value: { heightCm: [1325, -1] } } },
  ])
  await keeper.lock()
  await keeper.unlock(key, { passphrase: PASSPHRASE })
  expect(await keeper.drafts()).toEqual([])
  const sheet = await keeper.newRecoverySheet()
  const user = {
    name: '李医生',
    label: '李',
    role: 'clinician',
    passphrase: 'blue lantern 七条鱼 seldom',
  } as const
  const added = await keeper.addUser(user)
  const saved = await keeper.exportSealed(() => undefined)
  if (!sheet.ok || !added.ok || !saved.ok) throw new Error('not made')
  await keeper.lock()
  await keeper.unlock(added.value, { passphrase: user.passphrase })
  expect((await chartOf(pupil)).statements.vitals).toHaveLength(1)
  const report = await keeper.tryBackup(saved.value.bytes, sheet.value.groups.join(' '))
  expect(report).toMatchObject({ ok: true, value: { damaged: 0, facts: 7 } })
  await keeper.erase(pupil, '本人要求')
  await keeper.lock()
  const station = (await keeper.state()).users.find(({ label }) => label === '三年级2班')!
  await keeper.unlock(station.key, { pin: '864209' })
  expect(await keeper.station()).toMatchObject({ ok: true, value: { roster: [] } })
})

test('a PIN that is chosen again in a session opened by PIN does not put off the passphrase', async () => {
  await opened()
  const key = (await keeper.state()).user!.key
  await keeper.setPin('864209')
  tablet.nowMs += 11 * 3600_000
  await keeper.lock()
  expect(await keeper.unlock(key, { pin: '864209' })).toMatchObject({ ok: true })
  await keeper.setPin('864209')
  tablet.nowMs += 2 * 3600_000
  await keeper.lock()
  expect(await keeper.unlock(key, { pin: '864209' })).toMatchObject({
    ok: false,
    problem: { code: 'secret-gone' },
  })
})

test('practice readings from before the clinic come along, sealed with its keys', async () => {
  const draft = {
    format: 'edf',
    summary: SUMMARY,
    answer: null,
    ownWords: 'sinus',
    wordsBeforeAnswer: null,
  } as const
  const rest = { uncovered: 'still-covered', disposition: 'open', finished: true } as const
  const bytes = crypto.getRandomValues(new Uint8Array(3000))
  await keeper.readings.keep({ ...draft, ...rest }, [{ name: 'a.edf', bytes }])
  await opened()
  const [reading] = await keeper.readings.list()
  expect(reading).toMatchObject({ ownWords: 'sinus', finished: true })
  const found = await keeper.readings.open(reading!.id)
  expect(found.ok && found.value.files[0]!.bytes).toEqual(bytes)
  await keeper.lock()
  await expect(keeper.readings.list()).rejects.toThrow('locked')
})

test('what the rescue page wrote restores like a backup', async () => {
  const code = await opened()
  const subject = await registered()
  const { db } = tablet.running.room.ground
  const users = (await db.users.toArray()).map((user) => ({ ...user, wraps: [] }))
  const clinic = await db.meta.get('clinic')
  const rows = {
    users,
    clinic,
    scopeKeys: await db.scopeKeys.where('to').equals('recovery').toArray(),
    subjectKeys: await db.subjectKeys.toArray(),
    facts: await db.facts.toArray(),
    drafts: [],
    readings: [],
    blobRows: [],
    blobs: [],
    madeAtMs: 0,
  }
  const text = JSON.stringify({ format: 'hinterland-rescue', v: 1, ...rows }, (_, value: unknown) =>
    value instanceof Uint8Array
      ? { base64: Buffer.from(value).toString('base64'), array: 'Uint8Array' }
      : value,
  )
  tablet = new TestTablet()
  keeper = await tablet.start()
  const user = { key: users[0]!.key, passphrase: 'a new lamp 在 the attic' }
  const restored = await keeper.restore(new TextEncoder().encode(text), code, user)
  expect(restored).toMatchObject({ ok: true, value: { damaged: 0 } })
  expect((await chartOf(subject)).identity.name).toBe('石建国')
})

describe('the emergency read', () => {
  test('shows allergies and medication without a secret, only where the clinic allows it, and is recorded', async () => {
    await opened()
    const subject = await registered()
    await keeper.write([
      {
        kind: 'allergy',
        verb: 'assert',
        subject,
        body: { value: { is: 'allergy', substance: { text: '青霉素' }, reaction: '皮疹' } },
      },
    ])
    const key = (await keeper.state()).user!.key
    await keeper.lock()
    expect(await keeper.emergencyRead('石建国', '昏迷')).toMatchObject({
      ok: false,
      problem: { code: 'emergency-read-off' },
    })
    await keeper.unlock(key, { passphrase: PASSPHRASE })
    await keeper.setEmergencyRead(true)
    await keeper.lock()
    keeper = await tablet.start()
    expect(await keeper.emergencyRead('sjg', '昏迷')).toMatchObject({
      ok: true,
      value: [{ name: '石建国', allergies: ['青霉素: 皮疹'], medications: [] }],
    })
    await keeper.unlock(key, { passphrase: PASSPHRASE })
    expect((await keeper.state()).emergencyLooks).toBe(1)
    expect((await chartOf(subject)).statements.access[0]!.current.value).toEqual({
      what: 'emergency-read',
      why: '昏迷',
    })
  })
})

test('after a wipe nothing opens any more and every wipe share was overwritten in place', async () => {
  await opened()
  await registered()
  const key = (await keeper.state()).user!.key
  await keeper.wipe()
  expect((await keeper.state()).phase).toBe('none')
  expect(await keeper.unlock(key, { passphrase: PASSPHRASE })).toMatchObject({ ok: false })
  expect(await tablet.files.list('clinic/shares')).toEqual([])
})

test('the practice clinic has its own people and leaves the real one alone', async () => {
  await opened()
  await registered()
  expect(await keeper.openPractice()).toMatchObject({ ok: true })
  expect(await keeper.state()).toMatchObject({ phase: 'open', practice: true })
  expect(await keeper.peopleCount()).toBeGreaterThan(10)
  const practised = await keeper.register({ ...SHI, identifiers: [] })
  expect(practised.ok).toBe(true)
  await keeper.leavePractice()
  await keeper.openPractice()
  expect(await keeper.search('石建国')).toHaveLength(1)
  await keeper.leavePractice()
  expect(await keeper.state()).toMatchObject({ phase: 'locked', practice: false })
})

test('a practice clinic that a reload cut short has its people the next time', async () => {
  await opened()
  vi.spyOn(PeopleDesk.prototype, 'registerMany').mockRejectedValueOnce(new Error('the page was reloaded'))
  await expect(keeper.openPractice()).rejects.toThrow('reloaded')
  keeper = await tablet.start()
  expect(await keeper.openPractice()).toMatchObject({ ok: true })
  expect(await keeper.peopleCount()).toBeGreaterThan(10)
})
