import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { BuilderStore } from './builder-store.ts'

/** What is there to choose from. */
export type BuilderOffer = {
  /** Input `builder`, '' when it is not set. */
  readonly wanted: string
  /** The variable BUILDX_BUILDER, '' when it is not set. */
  readonly fromEnvironment: string
  /** The builders of the user. */
  readonly store: BuilderStore
  /** The engine as {@link BuilderStore.current} takes it. */
  readonly engine: string
  /** Whether Docker has a context of this name, which buildx takes for a builder. */
  isContext(name: string): boolean
  /** The builder that an earlier step of this job has made. */
  readonly own: string | undefined
}

export type BuilderChoice =
  | { readonly kind: 'use'; readonly name: string; readonly driver: string }
  /** The one that an earlier step has made. */
  | { readonly kind: 'own'; readonly name: string }
  /** Docker's own builder: it exports caches only where Docker keeps its images in containerd. */
  | { readonly kind: 'docker' }

/**
 * The builder that the workflow names, or the current one when it can export
 * caches, or else the one of an earlier step. A named builder is taken as it
 * is. Throws {@link UserError} when there is none of that name.
 */
export const chooseBuilder = (offer: BuilderOffer): BuilderChoice => {
  const { wanted, fromEnvironment, store, engine, own } = offer
  if (wanted !== '') return named(wanted, `Input 'builder'`, offer)
  if (fromEnvironment !== '') return named(fromEnvironment, 'The variable BUILDX_BUILDER', offer)
  const current = store.current(engine)
  if (current && current.driver !== 'docker') return { kind: 'use', ...current }
  return own === undefined ? { kind: 'docker' } : { kind: 'own', name: own }
}

const named = (name: string, source: string, offer: BuilderOffer): BuilderChoice => {
  const builder = offer.store.named(name)
  if (builder) return { kind: 'use', ...builder }
  if (offer.isContext(name)) return { kind: 'use', name, driver: 'docker' }
  const names = ['default', ...offer.store.names()].map((known) => `'${visible(known)}'`)
  throw new UserError(
    `${source} is '${visible(name, 100)}', but there is no builder of that name. There are ${names.join(', ')}. Create it before this step ('docker buildx create --name …'), or leave it out: a builder that can export caches is then found or made.`,
  )
}
