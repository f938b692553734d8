import { HUB_SCOPE } from '#contract/sync/hub-page.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { codeOf, GOOD_PASSWORD, openPeople, sure, type PeopleBench } from './people.fixture.ts'
import { isSetupCode, newSetupCode } from './setup-code.ts'

const keeper = { scope: HUB_SCOPE, role: 'keeper' as const }
let bench: PeopleBench

beforeEach(async () => {
  bench = await openPeople()
})
afterEach(() => bench.close())

const first = () => bench.people.createFirstKeeper('li.na', 'Li Na', GOOD_PASSWORD)
const signIn = (login: string, password = GOOD_PASSWORD, address = '10.0.0.1') =>
  bench.people.signIn(login, password, address, null)

describe('the first hub keeper', () => {
  test('is made with the code from the terminal, once and for ever', async () => {
    const { people } = bench
    const li = { login: 'li.na', name: 'Li Na', password: GOOD_PASSWORD }
    const code = people.setupCode()!
    expect(people.isEmpty()).toBe(true)
    expect(codeOf(await people.setUp('0000-0000', li, '10.0.0.1'))).toBe('setup-code-wrong')
    const both = await Promise.all([
      people.setUp(code.toLowerCase(), li, '10.0.0.1'),
      people.setUp(code, { ...li, login: 'thief' }, '10.0.0.2'),
    ])
    expect(both.map(codeOf).toSorted()).toEqual(['not-first', null].toSorted())
    expect(people.accounts()).toMatchObject([{ login: 'li.na', grants: [keeper] }])
    expect(people.setupCode()).toBeNull()
    expect(codeOf(await people.setUp(code, { ...li, login: 'again' }, '10.0.0.1'))).toBe('not-first')
    expect(codeOf(await first())).toBe('not-first')
  })

  test('is not made by trying codes', async () => {
    const { people, clock } = bench
    const li = { login: 'li.na', name: 'Li Na', password: GOOD_PASSWORD }
    for (let i = 0; i < 5; i++)
      expect(codeOf(await people.setUp('AAAA-AAAA', li, `10.0.0.${i}`))).toBe('setup-code-wrong')
    expect(codeOf(await people.setUp(people.setupCode()!, li, '10.0.0.77'))).toBe('too-many-tries')
    clock.nowMs += 30_000
    expect(codeOf(await people.setUp(people.setupCode()!, li, '10.0.0.77'))).toBeNull()
  })

  test('types the code as it comes', () => {
    const code = newSetupCode()
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(isSetupCode(code, ` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o')}`)).toBe(true)
    expect(isSetupCode(code, code.slice(1))).toBe(false)
    expect(isSetupCode(code, '')).toBe(false)
  })
})

describe('a password', () => {
  test('opens a session, by name in any spelling of capitals', async () => {
    sure(await first())
    const { token, me } = sure(await signIn(' LI.NA '))
    expect(me.account).toMatchObject({ login: 'li.na', keepsHub: true })
    expect(bench.people.keeperBy(token)?.login).toBe('li.na')
    expect(bench.people.accounts()[0]?.lastSignInAtMs).toBe(bench.clock.nowMs)
  })

  test('that is wrong is told in the same words as a name that nobody has', async () => {
    sure(await first())
    const [wrong, nobody] = [await signIn('li.na', 'not this one'), await signIn('nobody', GOOD_PASSWORD)]
    expect(wrong).toEqual(nobody)
    expect(codeOf(wrong)).toBe('sign-in-wrong')
  })

  test('is not guessed: after five wrong ones 30 s, then 1, 5, 15, 60 and 60 minutes, whoever tries from where', async () => {
    const { people, clock } = bench
    sure(await first())
    for (const name of ['li.na', 'nobody']) {
      for (let i = 0; i < 5; i++) await signIn(name, 'wrong', `10.0.${name.length}.${i}`)
      for (const waitS of [30, 60, 300, 900, 3600, 3600]) {
        const stopped = await signIn(name, GOOD_PASSWORD, '10.0.0.200')
        expect(stopped).toMatchObject({ problem: { code: 'too-many-tries', details: { waitS } } })
        const again = await bench.again()
        expect(codeOf(await again.signIn(name, GOOD_PASSWORD, '10.0.0.201', null))).toBe('too-many-tries')
        clock.nowMs += waitS * 1000
        if (waitS < 3600) expect(codeOf(await signIn(name, 'wrong', '10.0.0.202'))).toBe('sign-in-wrong')
        else clock.nowMs -= waitS * 1000
      }
    }
    clock.nowMs += 3_600_000
    expect(codeOf(await signIn('li.na'))).toBeNull()
    expect(people.accounts()[0]?.lockedUntilMs).toBeNull()
  })

  test('is not guessed over many names from one address', async () => {
    sure(await first())
    for (let i = 0; i < 20; i++) await signIn(`name${i}`, 'wrong', '10.6.6.6')
    expect(codeOf(await signIn('li.na', GOOD_PASSWORD, '10.6.6.6'))).toBe('too-many-tries')
    expect(codeOf(await signIn('li.na', GOOD_PASSWORD, '10.0.0.1'))).toBeNull()
  })

  test('of one’s own account does not wash away what was tried on others', async () => {
    sure(await first())
    const other = { login: 'thief', name: 'Thief', password: 'copper ladder rain violin', grants: [] }
    sure(await bench.people.addAccount(other, 'terminal'))
    for (let i = 0; i < 20; i++) {
      await signIn(`name${i}`, 'wrong', '10.6.6.6')
      await signIn('thief', other.password, '10.6.6.6')
    }
    expect(codeOf(await signIn('thief', other.password, '10.6.6.6'))).toBe('too-many-tries')
  })

  test('tried many times at once gives five tries and no more', async () => {
    sure(await first())
    const all = await Promise.all(Array.from({ length: 12 }, (_, i) => signIn('li.na', `wrong ${i}`)))
    expect(all.filter((each) => codeOf(each) === 'sign-in-wrong')).toHaveLength(5)
  })

  test('is kept as Argon2id with its cost, and neither it nor an address lies in the store', async () => {
    sure(await first())
    await signIn('li.na', 'wrong', '203.0.113.7')
    const shelf = (name: string) => JSON.stringify([...bench.base.store.shelf(name).all()])
    expect(shelf('accounts')).toMatch(/"memoryKib":8,"passes":1,"salt":"[\w-]{22}","hash":"[\w-]{43}"/)
    expect(shelf('accounts')).not.toContain('ladder')
    expect(shelf('lockouts')).not.toMatch(/203\.0\.113|li\.na/)
  })

  test('that can be guessed is refused', async () => {
    const { people } = bench
    const weak = ['12345678', 'li.na', 'password2026', 'Qingshi County Hub 7']
    for (const password of weak)
      expect(codeOf(await people.createFirstKeeper('li.na', 'Li Na', password))).toBe('password-too-weak')
    expect(people.isEmpty()).toBe(true)
  })

  test('of one’s own is changed with the old one, and every browser must sign in again', async () => {
    const { people } = bench
    const { id } = sure(await first())
    const { token } = sure(await signIn('li.na'))
    const change = (old: string, password: string) => people.changeOwnPassword(id, old, password, '10.0.0.1')
    expect(codeOf(await change('wrong', 'seven blue bowls of rice'))).toBe('sign-in-wrong')
    expect(codeOf(await change(GOOD_PASSWORD, '123456'))).toBe('password-too-weak')
    expect(codeOf(await change(GOOD_PASSWORD, 'seven blue bowls of rice'))).toBeNull()
    expect(people.keeperBy(token)).toBeNull()
    expect(codeOf(await signIn('li.na'))).toBe('sign-in-wrong')
    expect(codeOf(await signIn('li.na', 'seven blue bowls of rice'))).toBeNull()
  })
})

describe('a session', () => {
  test('lasts twelve hours, over a restart, and ends when somebody signs out or in again', async () => {
    const { people, clock } = bench
    sure(await first())
    const { token } = sure(await signIn('li.na'))
    expect((await bench.again()).keeperBy(token)?.login).toBe('li.na')
    const second = sure(await people.signIn('li.na', GOOD_PASSWORD, '10.0.0.1', token))
    expect(second.token).not.toBe(token)
    expect(people.keeperBy(token)).toBeNull()
    const third = sure(await signIn('li.na'))
    await people.signOut(third.token)
    expect(people.keeperBy(third.token)).toBeNull()
    clock.nowMs += 12 * 60 * 60_000 - 1
    expect(people.keeperBy(second.token)?.login).toBe('li.na')
    clock.nowMs += 1
    expect(people.keeperBy(second.token)).toBeNull()
  })

  test('is kept by the hash of its token alone', async () => {
    sure(await first())
    const { token } = sure(await signIn('li.na'))
    const kept = JSON.stringify([...bench.base.store.shelf('sessions').all()])
    expect(kept).not.toContain(token)
    expect(token).toMatch(/^[\w-]{43}$/)
  })

  test('of somebody who keeps no hub opens nothing of it', async () => {
    sure(await first())
    const nurse = { login: 'nurse', name: 'Nurse', password: GOOD_PASSWORD, grants: [] }
    sure(await bench.people.addAccount(nurse, 'terminal'))
    const { token, me } = sure(await signIn('nurse'))
    expect(me.account?.keepsHub).toBe(false)
    expect(bench.people.keeperBy(token)).toBeNull()
  })
})

describe('an account', () => {
  const given = { login: 'wang', name: 'Wang', password: GOOD_PASSWORD, grants: [] }

  test('has its name for itself, however it is written', async () => {
    const { people } = bench
    sure(await people.addAccount(given, 'terminal'))
    expect(codeOf(await people.addAccount({ ...given, login: 'ＷＡＮＧ' }, 'terminal'))).toBe('login-taken')
  })

  test.each([
    [[{ scope: 'a', role: 'keeper' }]],
    [[{ scope: HUB_SCOPE, role: 'clinician' }]],
    [
      [
        { scope: 'a', role: 'nurse' },
        { scope: 'a', role: 'clinician' },
      ],
    ],
  ])('cannot have the rights %j', async (grants) => {
    expect(codeOf(await bench.people.addAccount({ ...given, grants } as never, 'terminal'))).toBe(
      'grants-invalid',
    )
  })

  test('that is the last to keep the hub keeps it', async () => {
    const { people } = bench
    const { id } = sure(await first())
    expect(codeOf(await people.changeAccount(id, { disabled: true }, 'terminal'))).toBe('last-keeper')
    expect(codeOf(await people.changeAccount(id, { grants: [] }, 'terminal'))).toBe('last-keeper')
    sure(await people.addAccount({ ...given, grants: [keeper] }, 'terminal'))
    expect(codeOf(await people.changeAccount(id, { disabled: true }, 'terminal'))).toBeNull()
  })

  test('that is closed, or given a new password, is signed out everywhere', async () => {
    const { people } = bench
    sure(await first())
    sure(await people.addAccount({ ...given, grants: [keeper] }, 'terminal'))
    const { token } = sure(await signIn('wang'))
    sure(await people.changeAccount('wang', { password: 'nine slow boats to Wuhu' }, 'terminal'))
    expect(people.keeperBy(token)).toBeNull()
    const again = sure(await signIn('wang', 'nine slow boats to Wuhu'))
    sure(await people.changeAccount('wang', { disabled: true }, 'terminal'))
    expect(people.keeperBy(again.token)).toBeNull()
    const notes = await bench.base.store.log.notes({ what: 'account', limit: 10 })
    expect(JSON.stringify(notes)).not.toMatch(/boats|Wang/)
  })

  test('that is locked is let in again by whoever keeps the hub', async () => {
    const { people } = bench
    sure(await people.addAccount(given, 'terminal'))
    for (let i = 0; i < 5; i++) await signIn('wang', 'wrong')
    expect(people.accounts()[0]?.lockedUntilMs).toBe(bench.clock.nowMs + 30_000)
    expect(codeOf(await signIn('wang'))).toBe('too-many-tries')
    sure(await people.changeAccount('wang', { unlock: true }, 'terminal'))
    expect(codeOf(await signIn('wang'))).toBeNull()
  })
})

describe('somebody whom another house has shown to be themselves', () => {
  const who = (subject: string, grants: Parameters<typeof bench.people.signInBySubject>[0]['grants']) => ({
    issuer: 'https://id.example',
    subject,
    name: 'Zhao Min',
    grants,
  })

  test('has an account from the first time on, with the rights that the house says today', async () => {
    const { people } = bench
    const grants = [{ scope: 'clinic', role: 'nurse' as const }]
    expect(codeOf(await people.signInBySubject(who('s1', null), null))).toBe('account-unknown')
    expect(codeOf(await people.signInBySubject(who('s1', []), null))).toBe('account-unknown')
    const { me } = sure(await people.signInBySubject(who('s1', grants), null))
    expect(me.account).toMatchObject({ name: 'Zhao Min', grants, keepsHub: false })
    sure(await people.signInBySubject(who('s1', [keeper]), null))
    expect(people.accounts()).toMatchObject([{ grants: [keeper], hasPassword: false, oidc: true }])
  })

  test('comes to the account that was made for them, closed or not, from that house alone', async () => {
    const { people } = bench
    const made = { login: 'zhao', name: 'Zhao', oidcSubject: 's2', grants: [] }
    sure(await people.addAccount(made, 'terminal'))
    expect(sure(await people.signInBySubject(who('s2', null), null)).me.account?.login).toBe('zhao')
    const elsewhere = { ...who('s2', null), issuer: 'https://other.example' }
    expect(codeOf(await people.signInBySubject(elsewhere, null))).toBe('account-unknown')
    sure(await people.changeAccount('zhao', { disabled: true }, 'terminal'))
    expect(codeOf(await people.signInBySubject(who('s2', null), null))).toBe('account-disabled')
    expect(codeOf(await people.signIn('zhao', '', '10.0.0.1', null))).toBe('sign-in-wrong')
  })
})
