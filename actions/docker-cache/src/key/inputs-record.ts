import type { Digest } from '@ci-kit/oci/digest'
import type { ContextKey, KeyInputs } from './content-key.ts'
import type { Epoch } from './epoch.ts'
import { type KeyValue, keyHash } from './serialisation.ts'

/** Counted up when older records mean something else. */
export const RECORD_VERSION = 2

/** What went into a build, kept beside the image so that the next one can tell what has changed. Hashes have 16 hex digits. */
export type InputsRecord = {
  readonly version: typeof RECORD_VERSION
  /** False for a build of which something was in doubt: its record says nothing of what went into it. */
  readonly known: boolean
  /** How old the layers of the scope are; undefined where that is not known. */
  readonly epoch: Epoch | undefined
  /** Hash of its text. */
  readonly dockerfile: string
  /** Name → hash of the value, never the value. */
  readonly args: ReadonlyMap<string, string>
  /** Named context → hash of what it stands for. */
  readonly contexts: ReadonlyMap<string, string>
  /** Path → mode and hash, as in `ContextContent`; undefined where there are too many or the context is no folder. */
  readonly files: ReadonlyMap<string, string> | undefined
  /** Reference as written → digest. */
  readonly bases: ReadonlyMap<string, Digest>
  /** Hash of everything else. */
  readonly options: string
  /** Name of a step → seconds that it took when it was last really built. */
  readonly steps: ReadonlyMap<string, number>
}

/** A step of the build that is over; `seconds` is undefined for a cached one. */
export type StepTime = { readonly name: string; readonly seconds: number | undefined }

/** A record with more files says nothing about files. */
export const MOST_FILES = 20_000

/**
 * The record of a build. Cached steps keep the time that the previous record
 * has for them. `files` is that of the context, when it is a folder.
 */
export const recordOf = (
  inputs: KeyInputs,
  files: ReadonlyMap<string, string> | undefined,
  steps: readonly StepTime[],
  previous?: InputsRecord,
): InputsRecord => {
  const { context, dockerfile, buildArgs, contexts, bases, ...others } = inputs
  const where = context.kind === 'folder' ? 'folder' : contextValue(context)
  return {
    version: RECORD_VERSION,
    known: true,
    epoch: undefined,
    dockerfile: short(dockerfile),
    args: hashed(buildArgs, ([, value]) => value),
    contexts: hashed(contexts, ([, value]) => contextValue(value)),
    files: files !== undefined && files.size > MOST_FILES ? undefined : files,
    bases,
    options: short([where, others]),
    steps: new Map(steps.flatMap((step) => timed(step, previous))),
  }
}

/** The record of a build of which it is not certain what went into it: it tells the age of its layers alone. */
export const unknownInputs = (epoch: Epoch): InputsRecord => ({
  version: RECORD_VERSION,
  known: false,
  epoch,
  dockerfile: short(''),
  args: new Map(),
  contexts: new Map(),
  files: undefined,
  bases: new Map(),
  options: short(''),
  steps: new Map(),
})

const timed = ({ name, seconds }: StepTime, previous?: InputsRecord): [string, number][] => {
  const known = seconds ?? previous?.steps.get(name)
  return known === undefined ? [] : [[name, known]]
}

const contextValue = (context: ContextKey): KeyValue => ({ ...context })

/** The name is mixed in, so that equal values of two arguments do not show. */
const hashed = <T>(
  members: ReadonlyMap<string, T>,
  value: (member: readonly [string, T]) => KeyValue,
): ReadonlyMap<string, string> =>
  new Map([...members].map((member) => [member[0], short([member[0], value(member)])]))

const short = (value: KeyValue): string => keyHash(value).slice(0, 16)
