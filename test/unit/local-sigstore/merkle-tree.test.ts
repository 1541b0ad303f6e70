import { createHash } from 'node:crypto'
import { merkleTree } from '@ci-kit/local-sigstore/merkle-tree'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

const sha256 = (...parts: readonly Buffer[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()

const leaf = (text: string): Buffer => sha256(Buffer.from([0]), Buffer.from(text))
const node = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.from([1]), left, right)

const grown = (leaves: readonly string[]) => {
  const tree = merkleTree()
  for (const text of leaves) tree.append(Buffer.from(text))
  return tree
}

/** The root that a leaf and its path lead to, by the algorithm of RFC 9162, section 2.1.3.2. */
const rootBy = (hash: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer => {
  let [fn, sn, root] = [index, size - 1, hash]
  for (const sibling of path) {
    if (fn % 2 === 1 || fn === sn) {
      root = node(sibling, root)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
    } else root = node(root, sibling)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return root
}

describe('a Merkle tree', () => {
  test('of nothing, one, two and three leaves', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(leaf)
    if (a === undefined || b === undefined || c === undefined) throw new Error('three leaves')
    expect(grown([]).root()).toEqual(sha256())
    expect(grown(['a']).root()).toEqual(a)
    expect(grown(['a', 'b']).root()).toEqual(node(a, b))
    expect(grown(['a', 'b', 'c']).root()).toEqual(node(node(a, b), c))
    expect(grown(['a', 'b', 'c']).path(2)).toEqual([node(a, b)])
  })

  test('proves each leaf at each size', () => {
    const leaves = fc.array(fc.string(), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(leaves, (texts) => {
        const tree = grown(texts)
        texts.forEach((text, index) => {
          const path = tree.path(index)
          expect(rootBy(leaf(text), index, texts.length, path)).toEqual(tree.root())
        })
      }),
      { numRuns: 50 },
    )
  })

  test('tells the index of what it takes in', () => {
    const tree = merkleTree()
    expect([tree.append(Buffer.of(1)), tree.append(Buffer.of(1))]).toEqual([0, 1])
    expect(tree.size()).toBe(2)
  })
})
