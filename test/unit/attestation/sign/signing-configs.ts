export type ConfigService = {
  url: string
  majorApiVersion: number
  validFor: { start?: unknown; end?: unknown }
  operator: string
}

export const NOW = new Date('2026-06-01T00:00:00Z')

/** A service that is valid at {@link NOW}. */
export const service = (url: string, more: Partial<ConfigService> = {}): ConfigService => ({
  url,
  majorApiVersion: 1,
  validFor: { start: '2026-01-01T00:00:00Z' },
  operator: 'sigstore.dev',
  ...more,
})

/** A signing config like that of sigstore's public instance. */
export const config = (more: Record<string, unknown> = {}) => ({
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: [service('https://fulcio.test')],
  oidcUrls: [service('https://oauth.test/auth')],
  rekorTlogUrls: [service('https://log.test', { majorApiVersion: 2 })],
  rekorTlogConfig: { selector: 'ANY' },
  tsaUrls: [service('https://time.test/api/v1/timestamp')],
  tsaConfig: { selector: 'ANY' },
  ...more,
})

export const bytesOf = (document: unknown): Uint8Array => Buffer.from(JSON.stringify(document))
