import { visible } from '@ci-kit/core/log'
import { copySources } from '../dockerfile/copy-sources.ts'
import type { Dockerfile, Instruction } from '../dockerfile/dockerfile.ts'
import { expanded, type Visit, walkStages } from '../dockerfile/stage-scopes.ts'
import type { Doubt } from './doubt.ts'

/** What BuildKit fetches, or may fetch once a variable at its start is filled in. */
const REMOTE = /:\/\/|^[a-z0-9_.-]+@[^/]*[:$]|^github\.com\/|^[a-z.]*\$/i
const COMMIT = /#(?:[0-9a-f]{40}|[0-9a-f]{64})(?::|$)/

/**
 * An ADD whose source can change without a change of any input; undefined when
 * there is none. Looked for as it is written, in all stages, and as BuildKit
 * reads it (quotes, escapes, variables) in those that the target needs.
 */
export const remoteAdd = (dockerfile: Dockerfile, target?: string): Doubt | undefined => {
  const written = dockerfile.stages
    .flatMap(({ instructions }) => instructions)
    .flatMap((instruction) => found(instruction, unpinnedSource(instruction)))
  const read = walkStages(dockerfile, target, (visit) =>
    found(visit.instruction, unpinnedRead(visit, dockerfile.escapeToken)),
  )
  const [first] = [...written, ...read]
  return (
    first && {
      doubt: `line ${first.line} adds ${visible(first.source, 200)}, which can change. Give ADD a --checksum`,
    }
  )
}

const found = ({ line }: Instruction, source: string | undefined) =>
  source === undefined ? [] : [{ line, source }]

const unpinnedRead = ({ instruction, lookup }: Visit, escapeToken: string): string | undefined => {
  const [checksum] = instruction.flags.filter(({ name }) => name === 'checksum')
  // A variable that is not set leaves a download without one.
  if (checksum && expanded(checksum.value, lookup, escapeToken)) return undefined
  const { remote } = copySources(instruction, lookup, escapeToken)
  return remote.find((source) => !COMMIT.test(source))
}

const unpinnedSource = ({ name, flags, text }: Instruction): string | undefined => {
  if (name === 'ADD') {
    const isChecked = flags.some((flag) => flag.name === 'checksum' && flag.value !== '')
    return isChecked ? undefined : unpinnedWord(text)
  }
  // A later stage of the same file may build on it.
  const trigger = name === 'ONBUILD' ? /^\s*ADD\s(.*)$/is.exec(text)?.[1] : undefined
  return trigger === undefined ? undefined : unpinnedWord(trigger)
}

const unpinnedWord = (text: string): string | undefined => {
  const words = text.split(/[\s"[\],]+/).filter((word) => word !== '')
  // The last one is the destination.
  return words.slice(0, -1).find((word) => REMOTE.test(word) && !COMMIT.test(word))
}
