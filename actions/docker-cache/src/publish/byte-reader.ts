/** Takes a stream apart by counts of bytes. */
export type ByteReader = {
  /** The next `length` bytes, fewer only where the stream ends. */
  read(length: number): Promise<Buffer>
  /** Whether there were that many bytes to pass over. */
  skip(length: number): Promise<boolean>
}

/** Holds no more than one piece and what is asked for. */
export const byteReader = (pieces: AsyncIterable<Uint8Array>): ByteReader => {
  const source = pieces[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)

  /** At most `length` of the bytes that come next; none at the end of the stream. */
  const take = async (length: number): Promise<Buffer> => {
    while (rest.length === 0) {
      const next = await source.next()
      if (next.done) return rest
      rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
    }
    const taken = rest.subarray(0, length)
    rest = rest.subarray(length)
    return taken
  }

  return {
    read: async (length) => {
      const first = await take(length)
      if (first.length === length) return first
      const taken = [first]
      let missing = length - first.length
      while (missing > 0) {
        const piece = await take(missing)
        if (piece.length === 0) break
        taken.push(piece)
        missing -= piece.length
      }
      return Buffer.concat(taken)
    },
    skip: async (length) => {
      for (let left = length; left > 0; ) {
        const { length: passed } = await take(left)
        if (passed === 0) return false
        left -= passed
      }
      return true
    },
  }
}
