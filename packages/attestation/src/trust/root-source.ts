import type { Json } from '@ci-kit/core/json'

/**
 * A trusted root as sigstore's protobuf-specs lay it out in JSON: the
 * certificates and keys that everything else is checked against. With a name
 * for people: `GitHub`, `trusted_root.jsonl, line 2`.
 */
export type NamedRoot = { readonly name: string; readonly root: Json }

/** One or several trusted roots, and a way to newer ones. */
export type RootSource = {
  /** Those to begin with. Throws `UserError` when there are none to be had. */
  current(): Promise<readonly NamedRoot[]>
  /**
   * For what is refused for want of trust material: those that are newer, asked
   * for once. Empty when there are none or they could not be had, which has
   * been told then.
   */
  newer(): Promise<readonly NamedRoot[]>
}

/** The roots of several sources, in their order. */
export const combinedRoots = (sources: readonly RootSource[]): RootSource => ({
  current: async () => (await Promise.all(sources.map((source) => source.current()))).flat(),
  newer: async () => (await Promise.all(sources.map((source) => source.newer()))).flat(),
})
