import type { Environment } from '@ci-kit/core/event'
import { parseAttributes } from './attributes.ts'

/** What `type=gha` needs to reach the cache of GitHub Actions. */
const GITHUB_CACHE = [
  'ACTIONS_CACHE_URL',
  'ACTIONS_RESULTS_URL',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_CACHE_SERVICE_V2',
]

/** Whether a variable holds an input of the action, or belongs to the runner. */
export const isWithheld = (name: string): boolean => /^(INPUT|ACTIONS|STATE)_/.test(name)

/**
 * BuildKit needs the caller's environment (proxies, builder choice, values of
 * build arguments), but neither the action's inputs, which hold a token, nor
 * the runner's own credentials, unless the plan names the cache of GitHub
 * Actions. Resolving provenance for the metadata file is work for nothing here.
 */
export const buildxEnvironment = (env: Environment, githubCache: boolean): Environment => ({
  ...Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !isWithheld(name) || (githubCache && GITHUB_CACHE.includes(name)),
    ),
  ),
  BUILDX_METADATA_PROVENANCE: 'disabled',
})

/** Whether a cache of a plan is that of GitHub Actions. */
export const usesGithubCache = (entries: readonly string[]): boolean =>
  entries.some((entry) => parseAttributes(entry).get('type') === 'gha')
