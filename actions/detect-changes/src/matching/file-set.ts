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

/** The members in their order. */
export const membersOf = (set: FileSet): readonly number[] => {
  const members: number[] = []
  for (let word = 0; word < set.length; word += 1) {
    for (let bits = set[word] ?? 0; bits !== 0; bits &= bits - 1) {
      members.push(word * 32 + 31 - Math.clz32(bits & -bits))
    }
  }
  return members
}

/** The same text for the same members. */
export const keyOf = (set: FileSet): string => Buffer.from(set.buffer).toString('latin1')
