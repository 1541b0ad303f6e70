import type { CacheWishes } from '@ci-kit/docker-cache/cache/cache-plan'

export const REPOSITORY = 'ghcr.io/org/app'

/** What the inputs say when nobody sets them. */
export const wishes = (change: Partial<CacheWishes> = {}): CacheWishes => ({
  repository: REPOSITORY,
  scope: '',
  mode: 'max',
  write: true,
  platforms: [],
  targets: [],
  from: [],
  to: [],
  localCache: undefined,
  githubCache: true,
  ...change,
})
