/**
 * Starts module workers under Trusted Types: only scripts of our own origin, by one named policy.
 * `new Worker(new URL(...))` is refused by the browser under `require-trusted-types-for 'script'`.
 */
interface ScriptPolicy {
  createScriptURL(url: string): unknown
}

function sameOriginOnly(url: string): string {
  const resolved = new URL(url, location.origin)
  if (resolved.origin !== location.origin)
    throw new Error(`a worker from another origin is refused: ${resolved.origin}`)
  return resolved.href
}

let policy: ScriptPolicy | undefined

function scriptPolicy(): ScriptPolicy {
  const factory = (
    globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): ScriptPolicy } }
  ).trustedTypes
  policy ??= factory?.createPolicy('hinterland', { createScriptURL: sameOriginOnly }) ?? {
    createScriptURL: sameOriginOnly,
  }
  return policy
}

/** @param url address of a worker script as `?worker&url` gives it */
export function spawnWorker(url: string, name: string): Worker {
  return new Worker(scriptPolicy().createScriptURL(url) as string, { type: 'module', name })
}
