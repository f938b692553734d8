import rateLimit from '@fastify/rate-limit'
import type { FastifyError, FastifyInstance } from 'fastify'
import { refuseThrown } from '../run/api-answers.ts'
import { readSettings } from '../run/settings.ts'
import type { DoorFrame, HubWithAccounts } from './doors.ts'
import { openKeeperDoors } from './keeper-doors.ts'
import { openOidcDoors } from './oidc-doors.ts'
import { OidcFlow } from './oidc-flow.ts'
import { readOidcSettings } from './oidc-settings.ts'
import { openSignInDoors } from './sign-in-doors.ts'
import { openTabletDoors } from './tablet-doors.ts'

/** Nothing that comes to these doors is longer. */
const BODY_BYTES_MAX = 32 * 1024
/** Addresses that are remembered for the limits; the oldest are forgotten. */
const ADDRESSES_MAX = 5000

/** Signing in, enrolling, and what hub keepers do; in a scope of its own, with bodies as bytes. */
export async function registerAccounts(server: FastifyInstance, hub: HubWithAccounts): Promise<void> {
  const settings = readSettings(hub.folder)
  const frame: DoorFrame = { hub, origin: (settings.ok && settings.value.origin) || null }
  const oidc = oidcOf(hub, frame.origin)
  await server.register(async (doors) => {
    doors.removeAllContentTypeParsers()
    doors.addContentTypeParser(
      ['application/json', 'application/cbor'],
      { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
      (_request, body, done) => done(null, body),
    )
    doors.setErrorHandler((error: FastifyError, request, reply) => {
      if (error.statusCode === 429) hub.people.refused('request-too-often', null)
      return refuseThrown(error, reply, hub.say, request.routeOptions.url ?? '')
    })
    await doors.register(rateLimit, { global: false, cache: ADDRESSES_MAX })
    openSignInDoors(doors, frame, () => oidc !== null)
    openOidcDoors(doors, frame, oidc)
    openTabletDoors(doors, frame)
    openKeeperDoors(doors, frame)
  })
}

/** Wrong settings close this door alone: tablets go on. */
function oidcOf(hub: HubWithAccounts, origin: string | null): OidcFlow | null {
  const settings = readOidcSettings(hub.folder, origin)
  if (!settings.ok) {
    hub.say.error(settings.problem.code, { why: String(settings.problem.details.why) })
    return null
  }
  return settings.value && new OidcFlow(settings.value, hub)
}
