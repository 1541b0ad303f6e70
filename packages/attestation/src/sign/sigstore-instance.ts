import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'

/** A transparency log; the version is the major one of Rekor's API. */
export type LogService = { readonly url: URL; readonly version: 1 | 2 }

/** The services of one Sigstore that signing needs. */
export type SigstoreInstance = {
  /** For people: `Sigstore's public instance`. */
  readonly name: string
  /** Base URL of the certificate authority. */
  readonly fulcio: URL
  /** Base URLs; every one gets an entry. May be empty. */
  readonly logs: readonly LogService[]
  /** Whole URLs to which requests are posted. May be empty. */
  readonly timestampAuthorities: readonly URL[]
  /**
   * When timestamps are asked for: for every signature, or only where the log
   * is down and going on with a timestamp alone was allowed.
   */
  readonly timestamps: 'always' | 'when-the-log-is-down'
}

/** Where signatures come from, where no signing config says it. */
export type InstanceWord = 'public' | 'github'

/** Sigstore's public instance: what is signed there is told to the world. */
const PUBLIC_GOOD: SigstoreInstance = {
  name: "Sigstore's public instance",
  fulcio: new URL('https://fulcio.sigstore.dev'),
  logs: [{ url: new URL('https://rekor.sigstore.dev'), version: 1 }],
  timestampAuthorities: [new URL('https://timestamp.sigstore.dev/api/v1/timestamp')],
  timestamps: 'when-the-log-is-down',
}

/**
 * GitHub's own instance, which has no log (github/actions/attest,
 * src/endpoints.ts). Companies with data residency have one of their own.
 */
const githubInstance = (serverUrl: string): SigstoreInstance => {
  const domain = domainOf(serverUrl)
  return {
    name: "GitHub's Sigstore instance",
    fulcio: new URL(`https://fulcio.${domain}`),
    logs: [],
    timestampAuthorities: [new URL(`https://timestamp.${domain}/api/v1/timestamp`)],
    timestamps: 'always',
  }
}

const domainOf = (serverUrl: string): string => {
  const host = URL.parse(serverUrl)?.hostname ?? ''
  if (host === 'github.com') return 'githubapp.com'
  if (/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.ghe\.com$/.test(host)) return host
  throw new UserError(
    `sigstore: github stands for GitHub's own Sigstore instance, which "${visible(serverUrl, 200)}" does not have; only github.com and *.ghe.com do. Give the path of a signing config, or sigstore: public.`,
  )
}

/** The instance that a word stands for. `serverUrl` is GITHUB_SERVER_URL. Throws `UserError` where GitHub has none. */
export const chooseInstance = (word: InstanceWord, serverUrl: string): SigstoreInstance =>
  word === 'public' ? PUBLIC_GOOD : githubInstance(serverUrl)

/**
 * What `auto` means for a repository: only of a public one may names be told
 * to a public log. What is not known counts as private.
 */
export const wordForVisibility = (visibility: string | undefined): InstanceWord =>
  visibility === 'public' ? 'public' : 'github'
