import type { GitHubRefusal } from '@ci-kit/core/github'

/**
 * Why GitHub's attestations API cannot be had for this repository at all, as
 * the end of a sentence; undefined for any other refusal. GitHub says it in
 * words, with a status that is not documented: "Feature not available for
 * user-owned private repositories. To enable this feature, please make this
 * repository public." (actions/attest#193) and "Feature not available for the
 * … organization. To enable this feature, please upgrade the billing plan, or
 * make this repository public."
 */
export const unavailableBecause = (
  { status, reason, rateLimited }: GitHubRefusal,
  serverUrl: string,
): string | undefined => {
  if (status === undefined || status < 400 || status >= 500 || rateLimited) return undefined
  if (
    /feature (?:is )?not (?:available|enabled)|upgrade (?:the|your) (?:billing )?plan/i.test(reason)
  )
    return `GitHub says: "${reason.replace(/\.$/, '')}"`
  // A server of one's own that does not know the route; on GitHub itself 404 says that the token may not see the repository.
  if (status === 404 && !isGitHubCloud(serverUrl))
    return `${new URL(serverUrl).host} does not have it`
  return undefined
}

const isGitHubCloud = (serverUrl: string): boolean => {
  const host = URL.canParse(serverUrl) ? new URL(serverUrl).hostname : ''
  return host === 'github.com' || host.endsWith('.ghe.com') || host === ''
}
