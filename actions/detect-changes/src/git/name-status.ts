import type { Change } from '../change.ts'

/** Parses `--name-status -z`: status NUL path NUL. Throws on anything else. */
export const parseNameStatus = (output: Uint8Array): readonly Change[] => {
  const fields = Buffer.from(output).toString().split('\0')
  if (fields.pop() !== '' || fields.length % 2 !== 0) {
    throw new Error('git diff-tree answered with an unfinished list')
  }
  const changes: Change[] = []
  for (let at = 0; at < fields.length; at += 2) {
    const path = fields[at + 1]
    if (path === undefined || path === '') throw new Error('git diff-tree answered without a path')
    changes.push({ path, status: statusOf(fields[at]) })
  }
  return changes
}

/** All but A and D are a change in place: M, T for a type, U and X for what Git cannot tell. */
const statusOf = (letter: string | undefined): Change['status'] => {
  if (letter === 'A') return 'added'
  return letter === 'D' ? 'deleted' : 'modified'
}
