import { resolve } from 'node:path'
import type { Log } from '@ci-kit/core/log'
import type { InstanceName } from './instance.ts'
import type { Refresh } from './instance-roots.ts'
import { fileRoots } from './root-files.ts'
import { combinedRoots, type RootSource } from './root-source.ts'

/** Which trusted roots a step believes, as its inputs say it. */
export type ChosenTrust = {
  /** Paths of trusted roots, relative to the workspace; they replace those of `sigstore`. */
  readonly trustedRoots: readonly string[]
  /** `auto` for those that sign for the repositories of the GitHub server. */
  readonly sigstore: 'auto' | InstanceName
  readonly refresh: Refresh
}

export type TrustPlaces = {
  readonly workspace: string
  readonly serverUrl: string
  /** Of this step alone: keys that are found in it are believed. */
  readonly cacheFolder: string
  readonly log: Pick<Log, 'notice'>
}

/** The trusted roots of a step: those of the workflow, or those that the action carries and renews. */
export const chosenRoots = async (
  { trustedRoots, sigstore, refresh }: ChosenTrust,
  { workspace, serverUrl, cacheFolder, log }: TrustPlaces,
): Promise<RootSource> => {
  const [first, ...rest] = trustedRoots.map((path) => resolve(workspace, path))
  if (first !== undefined) return fileRoots([first, ...rest], log)
  const [{ instancesOf }, { instanceRoots }] = await Promise.all([
    import('./instance.ts'),
    import('./instance-roots.ts'),
  ])
  const instances = sigstore === 'auto' ? instancesOf(serverUrl) : [sigstore]
  return combinedRoots(
    instances.map((which) => instanceRoots({ which, refresh, log, cacheFolder })),
  )
}
