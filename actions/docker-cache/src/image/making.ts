import type { Clock, Ticker } from '@ci-kit/core/clock'
import type { Context, Environment } from '@ci-kit/core/event'
import type { Log } from '@ci-kit/core/log'
import type { Registry } from '@ci-kit/oci/registry'
import type { Builder } from '../build/builder.ts'
import type { MountBuilds } from '../cache/mounts/mount-ports.ts'
import type { Skip } from '../inputs.ts'
import type { BuildSettings } from './run-build.ts'

/** How images are made, the same for all of a step. */
export type MakingSettings = {
  readonly skip: Skip
  readonly maxAgeMs: number | undefined
  readonly mounts: { readonly keep: boolean; readonly write: boolean; readonly maxBytes: number }
  readonly localMaxBytes: number
  readonly build: BuildSettings
}

export type MakingPorts = {
  readonly log: Log
  readonly clock: Pick<Clock, 'now' | 'elapsed' | 'sleep'> & Ticker
  readonly builder: Builder
  readonly context: Context
  readonly env: Environment
  /** Clients for registries by their hosts, with the credentials of the job. */
  registries(): Promise<(host: string) => Registry>
  /** Small builds that carry the contents of cache mounts. */
  mountBuilds(): Promise<MountBuilds>
}
