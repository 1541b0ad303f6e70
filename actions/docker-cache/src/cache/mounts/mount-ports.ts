import type { Log } from '@ci-kit/core/log'

/** How a small build ended. `text` is what the builder said, as plain progress. */
export type Solved = {
  readonly exitCode: number
  readonly text: string
  readonly timedOut: boolean
}

/** Builds a generated Dockerfile with an empty context. Only a cancelled action rejects. */
export type MountBuilds = {
  solve(args: readonly string[], dockerfile: string, timeoutMs: number): Promise<Solved>
}

/** The image's repository. */
export type SavedMounts = {
  /** Digest of the manifest under a tag; undefined when there is none or it cannot be read. */
  digestOf(tag: string): Promise<string | undefined>
}

export type MountPorts = { readonly builds: MountBuilds; readonly log: Log }

/** Where the saved mounts of a run are. */
export type MountPlace = {
  /** Host and path, as references begin. */
  readonly repository: string
  /** As in the plan of the caches. */
  readonly scopes: { readonly read: readonly string[]; readonly write: string | undefined }
  /** The platforms that are built; for exactly one the content is kept apart. */
  readonly platforms: readonly string[]
  /** Value of the build argument BUILDKIT_CACHE_MOUNT_NS, where the build has it. */
  readonly namespace?: string | undefined
  /** Of this run alone: letters, digits and dashes. */
  readonly run: string
}
