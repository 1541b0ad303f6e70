import { canonicalJson } from './canonical-json.ts'
import { sha256 } from './digests.ts'
import { type InclusionProof, type Notary, noteName, promised, proofOf } from './log-proofs.ts'
import { leafHash, merkleTree } from './merkle-tree.ts'
import type { KeyPair } from './services.ts'

/** An entry as bundles hold it, in JSON. */
export type LogEntry = {
  readonly logIndex: string
  readonly logId: { readonly keyId: string }
  readonly kindVersion: { readonly kind: string; readonly version: string }
  /** Seconds since 1970. Rekor's version 2 gives no time. */
  readonly integratedTime?: string
  /** Rekor's version 1 only. */
  readonly inclusionPromise?: { readonly signedEntryTimestamp: string }
  readonly inclusionProof: InclusionProof
  readonly canonicalizedBody: string
}

/** What a log records. */
export type LogBody = { readonly kind: string; readonly apiVersion: string; readonly spec: object }

export type TransparencyLog = {
  readonly baseUrl: string
  /** DER of the public key. */
  readonly publicKey: Buffer
  readonly keyId: Buffer
  append(body: LogBody): LogEntry
  /** The entry with this body, by the hex of its leaf's hash, with a proof in the tree as it is now. */
  find(leaf: string): LogEntry | undefined
}

/** The hex of the hash by which a log finds a body. */
export const leafOf = (body: LogBody): string => leafHash(bytesOf(body)).toString('hex')

const bytesOf = (body: LogBody): Buffer => Buffer.from(canonicalJson(body))

export type LogOptions = {
  readonly baseUrl: string
  readonly keys: KeyPair
  /** The major version of the log's API. */
  readonly version: 1 | 2
  readonly clock?: Date | undefined
}

/**
 * A transparency log. Version 1 promises inclusion and says when, version 2
 * only proves it: what it logs needs a timestamp for its time.
 */
export const transparencyLog = ({ baseUrl, keys, version, clock }: LogOptions): TransparencyLog => {
  const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' })
  const keyId = sha256(publicKey)
  const tree = merkleTree()
  const known = new Map<string, { readonly index: number; readonly entry: EntryFacts }>()
  const notary = { name: noteName(baseUrl, version), version, keyId, keys }
  const withProof = ({ index, entry }: { index: number; entry: EntryFacts }): LogEntry => ({
    ...entry,
    inclusionProof: proofOf(index, tree, notary),
  })
  return {
    baseUrl,
    publicKey,
    keyId,
    append: (body) => {
      const bytes = bytesOf(body)
      const index = tree.append(bytes)
      const entry = entryFacts(body, index, notary, clock ?? new Date())
      known.set(leafHash(bytes).toString('hex'), { index, entry })
      return withProof({ index, entry })
    },
    find: (leaf) => {
      const found = known.get(leaf)
      return found && withProof(found)
    },
  }
}

type EntryFacts = Omit<LogEntry, 'inclusionProof'>

const entryFacts = (body: LogBody, index: number, notary: Notary, at: Date): EntryFacts => {
  const bytes = bytesOf(body)
  const seconds = Math.floor(at.getTime() / 1_000)
  return {
    logId: { keyId: notary.keyId.toString('base64') },
    kindVersion: { kind: body.kind, version: body.apiVersion },
    canonicalizedBody: bytes.toString('base64'),
    ...(notary.version === 1
      ? promised(bytes, seconds, OLDER_ENTRIES + index, notary)
      : { logIndex: String(index) }),
  }
}

/** Version 1 counts over all its trees, so an index in the log is not the one in the tree. */
const OLDER_ENTRIES = 1_001
