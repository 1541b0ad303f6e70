import type { Change, Status } from '../change.ts'
import type { Found } from '../found.ts'
import { fieldsOf } from './path-bytes.ts'

/** Parses `--name-status -z`: status NUL path NUL. Anything else is missing, never a shorter list. */
export const parseNameStatus = (output: Uint8Array): Found<readonly Change[]> => {
  const fields = fieldsOf(output)
  if (fields === undefined || fields.length % 2 !== 0) return UNFINISHED
  const changes: Change[] = []
  for (let at = 0; at < fields.length; at += 2) {
    const letter = fields[at] ?? ''
    const path = fields[at + 1] ?? ''
    if (!isStatus(letter) || path === '') return UNFINISHED
    changes.push({ path, status: statusOf(letter) })
  }
  return { value: changes }
}

const isStatus = (text: string): boolean => text.length === 1 && text >= 'A' && text <= 'Z'

const UNFINISHED = { missing: 'git diff-tree answered with an unfinished or odd list' }

/** All but A and D are a change in place: M, T for a type, U and X for what Git cannot tell. */
const statusOf = (letter: string): Status => {
  if (letter === 'A') return 'added'
  return letter === 'D' ? 'deleted' : 'modified'
}
