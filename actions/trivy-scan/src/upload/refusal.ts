import type { Context } from '@ci-kit/core/event'
import type { RefusalFacts } from '@ci-kit/core/github'
import { objectAt, stringAt } from '@ci-kit/core/json'

/** Why reports are not uploaded, and what to do about it. */
export type Refusal = {
  /** A whole sentence, or several with the `permissions:` block. */
  readonly reason: string
  /** `setting`: it will be so until somebody changes something; `trouble`: it may go another time. */
  readonly kind: 'setting' | 'trouble'
}

/** What GitHub says of a repository without code scanning; seen in answers of the API since 2020. */
const OFF = [
  /(?:code|advanced) security must be enabled/i,
  /code scanning is not enabled/i,
  /not enabled for code scanning/i,
]
const UNKNOWN_COMMIT = /commit not found|\bref\b.*\bnot found/i

/**
 * What a refused upload means for the others of the step; undefined when the
 * reason lies in this one report.
 */
export const refusalForAll = (
  { status, reason, rateLimited, message }: RefusalFacts & { readonly message: string },
  context: Pick<Context, 'payload' | 'serverUrl'>,
): Refusal | undefined => {
  if (rateLimited || status === undefined || status >= 500) {
    return { kind: 'trouble', reason: message }
  }
  if (UNKNOWN_COMMIT.test(reason)) {
    return {
      kind: 'setting',
      reason: `${message} The run has to be for a commit that is in the repository.`,
    }
  }
  if (status === 403 && OFF.some((pattern) => pattern.test(reason))) {
    return {
      kind: 'setting',
      reason: `GitHub says: ${reason.replace(/\.$/, '')}. ${turnOn(context)}`,
    }
  }
  if (status === 401) return { kind: 'setting', reason: message }
  if (status !== 403 && status !== 404) return undefined
  return { kind: 'setting', reason: [message.trimEnd(), ...hints(status, context)].join('\n') }
}

/** Public repositories have code scanning for nothing; `private` says false for internal ones too, so it is not asked. */
const turnOn = ({ payload }: Pick<Context, 'payload'>): string =>
  stringAt(objectAt(payload, 'repository'), 'visibility') === 'public'
    ? 'Turn on code scanning in the settings of the repository.'
    : "Turn on Code Security (part of GitHub Advanced Security) in the settings of the repository, or set 'upload: never'."

const hints = (
  status: number,
  { payload, serverUrl }: Pick<Context, 'payload' | 'serverUrl'>,
): readonly string[] => [
  ...(status === 403 && isByDependabot(payload)
    ? ['Dependabot started this run: its token reads only, unless the workflow has this block.']
    : []),
  ...(status === 404 && !isHosted(serverUrl)
    ? ['A GitHub Enterprise Server has code scanning only with Advanced Security.']
    : []),
]

const isByDependabot = (payload: Context['payload']): boolean =>
  [objectAt(payload, 'sender'), objectAt(objectAt(payload, 'pull_request'), 'user')].some(
    (user) => stringAt(user, 'login') === 'dependabot[bot]',
  )

/** github.com and its dedicated hosts, where the feature is there for everyone who pays. */
const isHosted = (serverUrl: string): boolean =>
  URL.canParse(serverUrl) && /(?:^|\.)(?:github\.com|ghe\.com)$/.test(new URL(serverUrl).hostname)
