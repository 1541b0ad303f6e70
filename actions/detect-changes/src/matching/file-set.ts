/** A set of changes by their positions in the list of changes, one bit each. */
export type FileSet = Uint32Array<ArrayBuffer>

/** For as many changes as there are. */
export const emptySet = (changes: number): FileSet => new Uint32Array((changes + 31) >>> 5)

export const fullSet = (changes: number): FileSet => {
  const set = emptySet(changes).fill(0xffffffff)
  if (changes % 32 > 0) set[set.length - 1] = 2 ** (changes % 32) - 1
  return set
}

export const addTo = (set: FileSet, file: number): void => {
  set[file >>> 5] = (set[file >>> 5] ?? 0) | (1 << (file & 31))
}

export const holds = (set: FileSet, file: number): boolean =>
  ((set[file >>> 5] ?? 0) & (1 << (file & 31))) !== 0

/** Adds what is both in `files` and in `among`. */
export const include = (set: FileSet, files: FileSet, among: FileSet): void => {
  for (let word = 0; word < set.length; word += 1) {
    set[word] = (set[word] ?? 0) | ((files[word] ?? 0) & (among[word] ?? 0))
  }
}

/** Takes out what is both in `files` and in `among`. */
export const exclude = (set: FileSet, files: FileSet, among: FileSet): void => {
  for (let word = 0; word < set.length; word += 1) {
    set[word] = (set[word] ?? 0) & ~((files[word] ?? 0) & (among[word] ?? 0))
  }
}

/** Keeps what is in `files`. */
export const keep = (set: FileSet, files: FileSet): void => {
  for (let word = 0; word < set.length; word += 1) {
    set[word] = (set[word] ?? 0) & (files[word] ?? 0)
  }
}

/** The smallest member; undefined in an empty set. */
export const firstOf = (set: FileSet): number | undefined => {
  const word = set.findIndex((bits) => bits !== 0)
  return word === -1 ? undefined : word * 32 + lowest(set[word] ?? 0)
}

/** What stands in the list at the positions in the set, in the order of the list. */
export const pick = <T>(list: readonly T[], set: FileSet): readonly T[] => {
  // Exactly as long as needed: an array that grows leaves garbage several times its size.
  const picked = new Array<T>(sizeOf(set))
  let at = 0
  for (let word = 0; word < set.length; word += 1) {
    for (let bits = set[word] ?? 0; bits !== 0; bits &= bits - 1) {
      const item = list[word * 32 + lowest(bits)]
      if (item !== undefined) picked[at] = item
      at += 1
    }
  }
  return picked
}

const sizeOf = (set: FileSet): number => {
  let size = 0
  for (const word of set) if (word !== 0) size += onesIn(word)
  return size
}

/** Adds neighbours up: first bits, then pairs, then fours; the product sums up the bytes. */
const onesIn = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits)

/** The same text for the same members. */
export const keyOf = (set: FileSet): string => Buffer.from(set.buffer).toString('latin1')
