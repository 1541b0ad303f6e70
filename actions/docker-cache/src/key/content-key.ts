import type { Digest } from '@ci-kit/oci/digest'
import { type KeyValue, keyHash } from './serialisation.ts'

/** Counted up whenever the same inputs could make another image, or when the members of {@link KeyInputs} change their meaning. */
export const KEY_VERSION = '1'

/** Where a context comes from, by its content. */
export type ContextKey =
  /** A folder: the digest of its `ContextContent`. */
  | { readonly kind: 'folder'; readonly digest: string }
  | { readonly kind: 'image'; readonly digest: Digest }
  /** Something whose name holds its content, such as a Git URL with a commit. */
  | { readonly kind: 'pinned'; readonly reference: string }

/**
 * Everything that an image follows from. Lists count in their order. Secrets
 * are there by their ids alone: what they hold is never part of a key.
 */
export type KeyInputs = {
  readonly context: ContextKey
  /** The text as it is on disk. */
  readonly dockerfile: string
  readonly target: string | undefined
  readonly platforms: readonly string[]
  /** By name; undefined for one that is named but set nowhere. */
  readonly buildArgs: ReadonlyMap<string, string | undefined>
  /** Named contexts. */
  readonly contexts: ReadonlyMap<string, ContextKey>
  /** Each image that the Dockerfile names (FROM, COPY --from, syntax), as written, with what it stands for now. */
  readonly bases: ReadonlyMap<string, Digest>
  readonly labels: ReadonlyMap<string, string>
  readonly annotations: readonly string[]
  readonly secretIds: readonly string[]
  readonly sshIds: readonly string[]
  /** Whatever else the build is told, by the name of its input: network, shm-size, ulimit, add-hosts, allow, cgroup-parent, compression, sbom, provenance. */
  readonly options: ReadonlyMap<string, KeyValue>
}

/**
 * The name of an image by what goes into it: 64 hex digits. With an epoch, the
 * time when its oldest layer may have been made, it is another in each.
 */
export const contentKey = (inputs: KeyInputs, epoch?: number): string =>
  keyHash(epoch === undefined ? [KEY_VERSION, inputs] : [KEY_VERSION, inputs, `${epoch}`])

/**
 * The tag of an image by its key, `in-` and 64 hex digits, for one scope: what
 * a pull request wrote is not found by the branches that it wants to get into.
 */
export const scopedKeyTag = (key: string, scope: string): string =>
  `in-${keyHash([KEY_VERSION, key, scope])}`
