/**
 * The headers of every response. A worker's policy comes from its own script's response, so scripts carry
 * the same policy as pages; what is cached keeps it.
 * @param html the built page, whose meta tag holds the policy with the hash of Kit's inline start
 * @throws when the page has no policy
 */
export function responseHeaders(html: string): Record<string, string> {
  const meta = /<meta http-equiv="content-security-policy" content="([^"]+)"/i.exec(html)?.[1]
  if (!meta) throw new Error('index.html carries no content security policy')
  return {
    'content-security-policy': `${meta.replaceAll('&quot;', '"').replaceAll('&#39;', "'")}; frame-ancestors 'none'`,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy':
      'camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=()',
  }
}
