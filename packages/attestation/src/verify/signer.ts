/**
 * What the certificate says about who signed. Members but the first two are
 * undefined where the authority did not write them, as for people who signed
 * in with a mail address.
 */
export type Signer = {
  /** The subject alternative name: the workflow's address with `@ref`, or a mail address. */
  readonly identity: string
  /** The OIDC issuer that vouched for it. */
  readonly issuer: string
  /** `https://github.com/org/repository`, of the workflow that was started, not of a reusable one. */
  readonly sourceRepository?: string
  /** The commit. */
  readonly sourceDigest?: string
  /** `refs/heads/main` */
  readonly sourceRef?: string
  /** Stays when the repository is renamed. */
  readonly sourceRepositoryId?: string
  readonly sourceOwner?: string
  readonly sourceOwnerId?: string
  /** The workflow that was started, with `@ref`. */
  readonly buildConfig?: string
  /** `push`, `workflow_dispatch`, … */
  readonly trigger?: string
  readonly runUrl?: string
  /** `github-hosted` or `self-hosted` */
  readonly runner?: string
  /** `public`, `private`, `internal` */
  readonly visibility?: string
  readonly environment?: string
}

/** An extension of a certificate: its number as text, and the value's bytes. */
export type Extension = { readonly oid: string; readonly value: Uint8Array }

const FULCIO = '1.3.6.1.4.1.57264.1.'

/** Number of the extension below Fulcio's branch (sigstore/fulcio, docs/oid-info.md). */
const MEMBERS = {
  runner: 11,
  sourceRepository: 12,
  sourceDigest: 13,
  sourceRef: 14,
  sourceRepositoryId: 15,
  sourceOwner: 16,
  sourceOwnerId: 17,
  buildConfig: 18,
  trigger: 20,
  runUrl: 21,
  visibility: 22,
  environment: 23,
} as const

/**
 * Reads the facts that Fulcio wrote into a certificate. `identity` is its
 * alternative name as the library read it. `undefined` when the certificate
 * names no issuer, more names than that one, or has an extension twice (which
 * RFC 5280, section 4.2, forbids): nobody knows which of them others go by.
 */
export const signerIn = (
  identity: string,
  extensions: readonly Extension[],
): Signer | undefined => {
  const values = new Map(extensions.map(({ oid, value }) => [oid, value]))
  if (values.size < extensions.length || !isOnlyName(identity, values.get(ALTERNATIVE_NAME)))
    return undefined
  const text = (number: number) => utf8String(values.get(`${FULCIO}${number}`))
  // Old certificates have only the first form, whose value is the bare text.
  const issuer = values.has(`${FULCIO}8`) ? text(8) : bareText(values.get(`${FULCIO}1`))
  if (issuer === undefined) return undefined
  const members = Object.entries(MEMBERS).map(([name, number]) => [name, text(number)] as const)
  const known = members.filter(([, value]) => value !== undefined)
  return { identity, issuer, ...Object.fromEntries(known) }
}

const ALTERNATIVE_NAME = '2.5.29.17'

/** Tags of DER: a list, and a name that is a mail address or a URI (RFC 5280, section 4.2.1.6). */
const SEQUENCE = 0x30
const MAIL = 0x81
const URI = 0x86

/**
 * Whether a certificate's alternative name is this one and no other, byte for
 * byte: the library reads it as ASCII and drops the highest bit of each byte.
 * A mail address that looks like a URI is none.
 */
const isOnlyName = (name: string, value: Uint8Array | undefined): boolean => {
  const bytes = Buffer.from(name, 'utf8')
  const kinds = name.includes(':') ? [URI] : [URI, MAIL]
  return value !== undefined && kinds.some((kind) => der(SEQUENCE, der(kind, bytes)).equals(value))
}

/** Of less than 64 KiB; longer content gets a length that no certificate has. */
const der = (tag: number, content: Uint8Array): Buffer => {
  const { length } = content
  const long =
    length < 0x100 ? [LONG_FORM + 1, length] : [LONG_FORM + 2, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...(length < LONG_FORM ? [length] : long)]), content])
}

const UTF8_STRING = 0x0c
/** Set in the first length byte when more length bytes follow. */
const LONG_FORM = 0x80

/** The text of a DER UTF8String, `undefined` for anything else. */
const utf8String = (value: Uint8Array | undefined): string | undefined => {
  if (value === undefined || value[0] !== UTF8_STRING) return undefined
  const first = value[1] ?? LONG_FORM
  const lengthBytes = first >= LONG_FORM ? first - LONG_FORM : 0
  const start = 2 + lengthBytes
  const length = lengthBytes === 0 ? first : bigEndian(value.subarray(2, start))
  return start + length === value.length && value.length > start
    ? bareText(value.subarray(start))
    : undefined
}

const bigEndian = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0)

/** `undefined` for bytes that are no UTF-8: a name is not to be read as one that it only resembles. */
const bareText = (bytes: Uint8Array | undefined): string | undefined => {
  if (bytes === undefined) return undefined
  const text = Buffer.from(bytes).toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined
}
