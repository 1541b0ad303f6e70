import { sha256 } from './digests.ts'

/** A Merkle tree of a log (RFC 6962, section 2) that grows; hashes are computed when asked for. */
export type MerkleTree = {
  /** Answers the leaf's index, from 0 on. */
  append(leaf: Uint8Array): number
  readonly size: () => number
  root(): Buffer
  /** The audit path of a leaf in the tree as it is now, from the bottom up. */
  path(index: number): Buffer[]
}

export const leafHash = (leaf: Uint8Array): Buffer => sha256(Buffer.from([0]), leaf)

export const merkleTree = (): MerkleTree => {
  const leaves: Buffer[] = []
  return {
    append: (leaf) => leaves.push(leafHash(leaf)) - 1,
    size: () => leaves.length,
    root: () => rootOf(leaves),
    path: (index) => pathOf(index, leaves),
  }
}

const rootOf = (leaves: readonly Buffer[]): Buffer => {
  const [first] = leaves
  if (first === undefined) return sha256()
  if (leaves.length === 1) return first
  const { left, right } = halves(leaves)
  return sha256(Buffer.from([1]), rootOf(left), rootOf(right))
}

const pathOf = (index: number, leaves: readonly Buffer[]): Buffer[] => {
  if (leaves.length <= 1) return []
  const { left, right } = halves(leaves)
  return index < left.length
    ? [...pathOf(index, left), rootOf(right)]
    : [...pathOf(index - left.length, right), rootOf(left)]
}

/** The left half is the largest full tree that leaves something to the right. */
const halves = (leaves: readonly Buffer[]) => {
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return { left: leaves.slice(0, split), right: leaves.slice(split) }
}
