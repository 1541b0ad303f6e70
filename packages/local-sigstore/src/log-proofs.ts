import { sign } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import type { MerkleTree } from './merkle-tree.ts'
import type { KeyPair } from './services.ts'

/** As bundles hold it, in JSON. */
export type InclusionProof = {
  readonly logIndex: string
  readonly treeSize: string
  readonly rootHash: string
  readonly hashes: readonly string[]
  readonly checkpoint: { readonly envelope: string }
}

/** Who signs for a log. */
export type Notary = {
  readonly name: string
  readonly version: 1 | 2
  readonly keyId: Buffer
  readonly keys: KeyPair
}

/** sigstore-go looks for version 2's checkpoints by the name of the host without a port (pkg/verify/tlog.go). */
export const noteName = (baseUrl: string, version: 1 | 2): string => {
  const { host, hostname } = new URL(baseUrl)
  return version === 1 ? host : hostname
}

/** The index, the time and the promise, signed entry timestamp (sigstore/rekor, pkg/api/entries.go). */
export const promised = (
  body: Buffer,
  integratedTime: number,
  logIndex: number,
  { keyId, keys }: Notary,
) => {
  const signed = {
    body: body.toString('base64'),
    integratedTime,
    logIndex,
    logID: keyId.toString('hex'),
  }
  const signature = sign('sha256', Buffer.from(canonicalJson(signed)), keys.privateKey)
  return {
    logIndex: String(logIndex),
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: signature.toString('base64') },
  }
}

/** Inclusion, with the tree's checkpoint (transparency-dev/formats, log/README.md). */
export const proofOf = (
  index: number,
  tree: MerkleTree,
  { name, version, keyId, keys }: Notary,
): InclusionProof => {
  const rootHash = tree.root().toString('base64')
  // Verifiers tell version 1 by the number of its tree behind the name.
  const origin = version === 1 ? `${name} - 1` : name
  const note = `${origin}\n${tree.size()}\n${rootHash}\n`
  const signature = sign('sha256', Buffer.from(note), keys.privateKey)
  const hinted = Buffer.concat([keyId.subarray(0, 4), signature]).toString('base64')
  return {
    logIndex: String(index),
    treeSize: String(tree.size()),
    rootHash,
    hashes: tree.path(index).map((hash) => hash.toString('base64')),
    checkpoint: { envelope: `${note}\n\u2014 ${name} ${hinted}\n` },
  }
}
