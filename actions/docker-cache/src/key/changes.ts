import type { InputsRecord } from './inputs-record.ts'

/** What differs between two builds. Lists are sorted and hold what was added, changed or removed. */
export type Changes = {
  /** Paths in the context. */
  readonly files: readonly string[]
  /** Names of build arguments. */
  readonly args: readonly string[]
  readonly dockerfile: boolean
  /** References of images that stand for something else now. */
  readonly bases: readonly string[]
  /** Names of named contexts. */
  readonly contexts: readonly string[]
  readonly options: boolean
  /** False when one of the records has no list of files: then `files` says nothing. */
  readonly complete: boolean
}

/** Compares what went into a build with what went into an earlier one. */
export const changesSince = (previous: InputsRecord, current: InputsRecord): Changes => {
  const known = previous.files !== undefined && current.files !== undefined
  return {
    files: known ? differences(previous.files, current.files) : [],
    args: differences(previous.args, current.args),
    dockerfile: previous.dockerfile !== current.dockerfile,
    bases: differences(previous.bases, current.bases),
    contexts: differences(previous.contexts, current.contexts),
    options: previous.options !== current.options,
    complete: known,
  }
}

const differences = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] => {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort()
}
