import { resolve } from 'node:path'
import { ROLES, type Role } from '#domain/record/kinds/staff.ts'
import { HUB_SCOPE, type HubAccount, type NewAccount } from '#contract/sync/hub-page.ts'
import type { Outcome } from '#domain/problem.ts'
import { NotUnderstood, readArgs, refused, type HubCommand } from './command.ts'
import { EXIT, type CliIo } from '../io.ts'
import { askHub } from './ask-hub.ts'
import { newPassword } from './first-run.ts'

/** `hub user add|list|disable|enable|password` */
export async function userCommand(given: HubCommand): Promise<number> {
  const [what, ...args] = given.args
  const command = { ...given, args }
  switch (what) {
    case 'list':
      return list(command)
    case 'add':
      return add(command)
    case 'password':
      return password(command)
    case 'disable':
      return able(command, true)
    case 'enable':
      return able(command, false)
  }
  const isMissing = what === undefined || what.startsWith('-')
  throw new NotUnderstood(isMissing ? 'Something is missing.' : `There is no "hub user ${what}".`)
}

async function list({ args, io }: HubCommand): Promise<number> {
  const { values } = readArgs(args, {}, 0)
  const accounts = await askHub(resolve(values.data), 'accounts')
  if (!accounts.ok) return refused(io, accounts.problem)
  if (values.json) io.out(`${JSON.stringify(accounts.value)}\n`)
  else for (const account of accounts.value) io.out(`${lineOf(account)}\n`)
  return EXIT.done
}

function lineOf({ login, name, grants, disabled }: HubAccount): string {
  const may = grants.map(({ scope, role }) => (scope === HUB_SCOPE ? 'keeps the hub' : `${role} in ${scope}`))
  return [login, name, may.join(', '), ...(disabled ? ['disabled'] : [])].join('\t')
}

async function add({ args, io, terminal }: HubCommand): Promise<number> {
  const { values, positionals } = readArgs(
    args,
    {
      name: { type: 'string' },
      keeper: { type: 'boolean', default: false },
      clinic: { type: 'string' },
      role: { type: 'string' },
    },
    1,
  )
  const login = positionals[0]!
  const name = values.name ?? (terminal.isInteractive ? await terminal.ask('Full name: ') : '')
  if (!name) throw new NotUnderstood('Whose account is it? --name TEXT')
  const grants = grantsOf(values)
  const folder = resolve(values.data)
  // A folder without a hub gets one, so that a box can be set up by a script before its first start.
  const accounts = await askHub(folder, 'accounts', {}, true)
  if (!accounts.ok) return refused(io, accounts.problem)
  if (values.clinic !== undefined && !(await hasClinic(folder, values.clinic))) {
    io.err(`There is no clinic ${values.clinic} at this hub. "hinterland hub status" lists them.\n`)
    return EXIT.someFailed
  }
  const secret = await newPassword([login, name], io, terminal)
  const isFirst = accounts.value.length === 0
  if (isFirst && !values.keeper) throw new NotUnderstood('The first account keeps the hub: --keeper')
  const made = isFirst
    ? await askHub(folder, 'first-keeper', { login, name, password: secret }, true)
    : await askHub(folder, 'add-account', { login, name, password: secret, grants })
  return told(io, made, values.json)
}

async function hasClinic(folder: string, scope: string): Promise<boolean> {
  const clinics = await askHub(folder, 'clinics')
  return clinics.ok && clinics.value.some((clinic) => clinic.scope === scope)
}

function grantsOf({
  keeper,
  clinic,
  role,
}: {
  keeper: boolean
  clinic?: string | undefined
  role?: string | undefined
}): NewAccount['grants'] {
  if (keeper && clinic === undefined && role === undefined) return [{ scope: HUB_SCOPE, role: 'keeper' }]
  if (keeper || clinic === undefined || role === undefined)
    throw new NotUnderstood('What may they do? --keeper, or --clinic SCOPE --role R')
  return [{ scope: clinic, role: clinicRole(role) }]
}

/** @throws NotUnderstood for what is no role of a clinic */
export function clinicRole(text: string): Exclude<Role, 'keeper'> {
  const role = ROLES.find((each) => each === text)
  if (!role || role === 'keeper') throw new NotUnderstood(`"${text}" is no role of a clinic.`)
  return role
}

async function password({ args, io, terminal }: HubCommand): Promise<number> {
  const { values, positionals } = readArgs(args, {}, 1)
  const login = positionals[0]!
  const secret = await newPassword([login], io, terminal)
  const change = { password: secret, unlock: true }
  return told(
    io,
    await askHub(resolve(values.data), 'change-account', { account: login, change }),
    values.json,
  )
}

async function able({ args, io }: HubCommand, disabled: boolean): Promise<number> {
  const { values, positionals } = readArgs(args, {}, 1)
  const change = { disabled }
  return told(
    io,
    await askHub(resolve(values.data), 'change-account', { account: positionals[0]!, change }),
    values.json,
  )
}

function told(io: CliIo, made: Outcome<HubAccount>, json: boolean): number {
  if (!made.ok) return refused(io, made.problem)
  io.out(json ? `${JSON.stringify(made.value)}\n` : `${lineOf(made.value)}\n`)
  return EXIT.done
}
