/**
 * Lets scripts of this origin be started from this worker, and no others: ONNX Runtime starts its threads by
 * address, which Trusted Types forbid without a default policy. Imported before the library.
 */
interface TrustedTypeFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown
}

const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypeFactory }

trustedTypes?.createPolicy('default', {
  createScriptURL(url) {
    if (new URL(url, globalThis.location.href).origin === globalThis.location.origin) return url
    throw new TypeError('only scripts of this origin')
  },
})
