/**
 * One entry of the input `components`. What it leaves out is undefined or
 * empty, and stands for the input of the same name.
 */
export type Component = {
  /** What `needs` and the Dockerfiles of others call it; unique, lower case. */
  readonly name: string
  /** Path of the image in the registry, such as `org/shop/api`. */
  readonly imageName: string
  readonly context: string | undefined
  readonly file: string | undefined
  readonly target: string | undefined
  /** Replaces the input `cache-scope` when given. */
  readonly cacheScope: string | undefined
  /**
   * '' for an image that no other entry has. Otherwise the entry's name: it
   * goes behind a slash at the end of each cache scope, so that two entries of
   * one image keep their caches apart.
   */
  readonly scopeSuffix: string
  /** `NAME=value`, or `NAME` for a value from the environment. */
  readonly buildArgs: readonly string[]
  /** `name=value` */
  readonly labels: readonly string[]
  /** `name=source`, as `--build-context` takes them. */
  readonly buildContexts: readonly string[]
  readonly platforms: readonly string[]
  /** Rules or names, one an entry, in the syntax of the input `tags`. */
  readonly tags: readonly string[]
  /** Names of the entries whose images it is built from; they are built before it. */
  readonly needs: readonly string[]
}

/** What became of one component's image. Steps are those of the Dockerfile. */
export type Built = {
  /** Repository without tag, such as `ghcr.io/org/shop/api`. */
  readonly repository: string
  readonly digest: string
  /** Full references that it is to have; empty when nothing is pushed. */
  readonly references: readonly string[]
  /** Whether it was found unchanged and not built. */
  readonly skipped: boolean
  readonly cachedSteps: number
  readonly totalSteps: number
  readonly cacheWritten: boolean
  readonly durationMs: number
  /** Absolute path of an OCI layout that holds the image, for runs that push nothing. */
  readonly layout?: string
}

/** How the run of one component ended. */
export type ComponentResult =
  | { readonly component: Component; readonly outcome: 'built'; readonly built: Built }
  | {
      readonly component: Component
      readonly outcome: 'failed'
      /** For the author of the workflow, as it was thrown. */
      readonly reason: string
      /** What was thrown: its stack matters when it is a bug. */
      readonly thrown: unknown
    }
  | { readonly component: Component; readonly outcome: 'not-started'; readonly because: string }
