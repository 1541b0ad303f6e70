/** Which services a signing config names. */
export type SigningConfigOptions = {
  /** The version of the log's API; default 1. */
  readonly log?: 1 | 2 | 'none'
  /** Whether to ask for timestamps; default: unless the log tells the time, which only version 1 does. */
  readonly timestamps?: boolean
}

export type ServiceUrls = {
  readonly oidc: string
  readonly fulcio: string
  readonly rekor: string
  readonly rekorV2: string
  /** The full address, with path. */
  readonly timestamp: string
}

/** A signing config of version 0.2 in JSON (sigstore/protobuf-specs, sigstore_trustroot.proto). */
export const signingConfigOf = (
  urls: ServiceUrls,
  { log = 1, timestamps = log !== 1 }: SigningConfigOptions,
) => ({
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: [service(urls.fulcio, 1)],
  oidcUrls: [service(urls.oidc, 1)],
  ...(log !== 'none' && {
    rekorTlogUrls: [log === 1 ? service(urls.rekor, 1) : service(urls.rekorV2, 2)],
    rekorTlogConfig: { selector: 'ANY' },
  }),
  ...(timestamps && {
    tsaUrls: [service(urls.timestamp, 1)],
    tsaConfig: { selector: 'ANY' },
  }),
})

const service = (url: string, majorApiVersion: number) => ({
  url,
  majorApiVersion,
  validFor: { start: '1970-01-01T00:00:00Z' },
  operator: 'local-sigstore',
})
