import { visible } from '@ci-kit/core/log'

/** What a message needs to know about the scan that failed. */
export type FailedScan = {
  /** What people call the subject. */
  readonly name: string
  /** `600 s`. */
  readonly limit: string
}

type KnownFailure = {
  readonly sign: RegExp
  readonly say: (said: string, scan: FailedScan) => string
}

const QUOTE_HEAD = 100
const QUOTE_TAIL = 300

/**
 * On one line, without what it came through: `run error: image scan error:
 * unable to … in ["remote"]: 1 error occurred: * …`. The cause stands last, so
 * what is too long loses its middle.
 */
const quoted = (said: string): string => {
  const text = said
    .replaceAll(/\s+/g, ' ')
    .replace(/^(?:[a-z ]{1,20} (?:error|failed): |unable to (?:initialize|find|get) [^:]*: )+/i, '')
    .replace(/^unable to find the specified image .{1,600}?: 1 error occurred: \* /, '')
    .replace(/^remote error: /, '')
    // Where a Go program crashed says nothing to whoever reads it.
    .replace(/ goroutine \d+ .*$/, '')
    .trim()
  if (text.length <= QUOTE_HEAD + QUOTE_TAIL) return visible(text)
  return `${visible(text.slice(0, QUOTE_HEAD))} … ${visible(text.slice(-QUOTE_TAIL))}`
}

/**
 * Wordings of trivy v0.74, of the libraries that it pulls with
 * (go-containerregistry, Go's net) and of bbolt. The certain ones come first.
 */
const KNOWN: readonly KnownFailure[] = [
  {
    sign: /context deadline exceeded|Client\.Timeout exceeded/,
    say: (_, { name, limit }) =>
      `The scan of ${name} did not end within ${limit}. Raise input 'timeout', leave folders out with 'skip-dirs', or look for less with 'scanners'.`,
  },
  {
    sign: /no space left on device/i,
    say: (_, { name }) =>
      `The disk of the runner was full during the scan of ${name}. Free some space before this step, or use a larger runner.`,
  },
  {
    sign: /DB schema/,
    say: (said) =>
      `The vulnerability database has a schema that this trivy does not read (${quoted(said)}). Use a database with schema 2 and trivy 0.74 or later.`,
  },
  {
    sign: /--skip-db-update cannot be specified on the first run|database error/,
    say: (said) =>
      `trivy found no vulnerability database that it can read (${quoted(said)}). Delete the cached database and run the job again; offline, check the folder or layout that holds it.`,
  },
  {
    sign: /failed to open db|invalid database|checksum error|bbolt|vulnerability DB initialize/,
    say: (said) =>
      `The vulnerability database is damaged (${quoted(said)}). Delete the cached database and run the job again.`,
  },
  {
    sign: /unable to open .+ as (?:a Docker image|an OCI Image)/s,
    say: (said, { name }) =>
      `${name} is neither an archive of 'docker save' nor an OCI layout that trivy can read (${quoted(said)}). Make it with 'docker save -o image.tar …' or with buildx's 'type=oci,dest=image.tar'.`,
  },
  {
    sign: /no child with platform (\S+) in index/,
    say: (said, { name }) =>
      `${name} has no image for the platform that was asked for (${quoted(said)}). Correct input 'platforms'.`,
  },
  {
    sign: /TOOMANYREQUESTS|toomanyrequests|status code 429/,
    say: (said, { name }) =>
      `The registry limits how often it answers, and the scan of ${name} was over the limit (${quoted(said)}). Wait and run the job again, or log in to the registry before this step for a higher limit.`,
  },
  {
    sign: /MANIFEST_UNKNOWN|NAME_UNKNOWN|BLOB_UNKNOWN|status code 404/,
    say: (said, { name }) =>
      `${name}, or a layer of it, is not in the registry any more (${quoted(said)}). Push it again, and check that no clean-up of the registry deletes it.`,
  },
  {
    sign: /UNAUTHORIZED|DENIED|status code 40[13]|authentication required/,
    say: (said, { name }) =>
      `The registry refused to hand out ${name} to trivy (${quoted(said)}). Log in to it before this step with an account that may pull; for ghcr.io give the job 'permissions: { contents: read, packages: read }'.`,
  },
  {
    sign: /x509: /,
    say: (said, { name }) =>
      `trivy does not trust the certificate of the registry of ${name} (${quoted(said)}). Let the environment variable SSL_CERT_FILE or NODE_EXTRA_CA_CERTS name a PEM file with its authority's certificate.`,
  },
  {
    sign: /unexpected EOF|failed to extract the archive|connection reset by peer|broken pipe|: EOF\s*$|GOAWAY|error verifying/,
    say: (said, { name }) =>
      `A layer of ${name} did not arrive whole (${quoted(said)}). Run the job again; if it stays, look at proxies on the way, and push the image again.`,
  },
  {
    sign: /connection refused|no such host|i\/o timeout|network is unreachable|TLS handshake timeout|status code 5\d\d/,
    say: (said, { name }) =>
      `The registry of ${name} did not answer trivy (${quoted(said)}). Check that it is up and that the runner reaches it, and run the job again.`,
  },
  {
    sign: /\b(?:GET|HEAD) https?:\/\/\S+: /,
    say: (said, { name }) =>
      `The registry of ${name} answered trivy with an error (${quoted(said)}). Run the job again; if it stays, look at the log of the registry.`,
  },
  {
    sign: /SBOM decode error|sbom scan error/,
    say: (said, { name }) =>
      `${name} is no bill of materials that trivy can read (${quoted(said)}). Give CycloneDX or SPDX, as JSON or an in-toto attestation of it.`,
  },
  {
    sign: /VEX error/,
    say: (said) =>
      `A VEX document cannot be used (${quoted(said)}). Give OpenVEX or CSAF as JSON; CycloneDX is for an SBOM in CycloneDX only.`,
  },
  {
    sign: /cache may be in use by another process/,
    say: (_, { name }) =>
      `Another trivy uses the same cache folder during the scan of ${name}. Let no other step run trivy at the same time.`,
  },
]

/** What a failure of trivy means and what to do, undefined when it is not known. */
export const knownFailure = (said: string, scan: FailedScan): string | undefined =>
  KNOWN.find(({ sign }) => sign.test(said))?.say(said, scan)
