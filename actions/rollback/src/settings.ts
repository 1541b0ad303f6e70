import type { Wanted } from './choose/wanted.ts'

/** What the author asks for, and where the run comes from. */
export type Settings = {
  /** Names or ARNs, at least one. */
  readonly services: readonly string[]
  readonly wanted: Wanted
  readonly reason: string
  readonly environment: string
  readonly environmentUrl: string | undefined
  readonly dryRun: boolean
  readonly allowContract: boolean
  readonly allowUnproven: boolean
  readonly allowBad: boolean
  readonly summary: boolean
  readonly origin: {
    /** Who started the run, '' when nobody knows. */
    readonly actor: string
    /** Branch, tag or commit of the run, which GitHub wants for a record. */
    readonly ref: string
    readonly logUrl: string | undefined
  }
}
