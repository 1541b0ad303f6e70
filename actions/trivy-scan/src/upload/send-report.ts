import { pathToFileURL } from 'node:url'
import { UserError } from '@ci-kit/core/errors'
import type { Context } from '@ci-kit/core/event'
import { type GitHubCommand, GitHubRefusal, type GitHubWriter } from '@ci-kit/core/github'
import { isObject, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { AnalysedCommit } from './commit.ts'
import { type Refusal, refusalForAll } from './refusal.ts'
import { type CheckedReport, packed } from './sarif-file.ts'

/** What is sent along with every report of a step. */
export type Analysis = {
  readonly context: Context
  readonly commit: AnalysedCommit
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** What GitHub said at once. */
export type Sent =
  | { readonly id: string }
  | { readonly errors: readonly string[] }
  | { readonly refusal: Refusal }

/** 10 MB take so long over a slow line. */
const TIMEOUT_MS = 120_000

/** Sends one report; never rejects for what GitHub says. */
export const sendReport = async (
  report: CheckedReport,
  analysis: Analysis,
  github: GitHubWriter,
): Promise<Sent> => {
  if (report.errors.length > 0) return { errors: report.errors }
  const file = await packed(report.sarif)
  if ('error' in file) return { errors: [file.error] }
  try {
    const { data } = await github.send(commandFor(report, file.text, analysis))
    const id = isObject(data) ? stringAt(data, 'id') : undefined
    if (id !== undefined) return { id }
    return {
      errors: ['GitHub took it without naming the upload, so nobody knows what became of it'],
    }
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown
    return notTaken(thrown, analysis)
  }
}

const notTaken = (error: UserError, { context }: Analysis): Sent => {
  if (!(error instanceof GitHubRefusal)) {
    return { refusal: { kind: 'setting', reason: error.message } }
  }
  const refusal = refusalForAll(error, context)
  if (refusal !== undefined) return { refusal }
  return { errors: [error.status === 413 ? `${error.message} ${SMALLER}` : error.message] }
}

const SMALLER = "Raise 'report-severity' to have fewer results in it."

const commandFor = (
  { name }: CheckedReport,
  sarif: string,
  { context, commit, startedAt }: Analysis,
): GitHubCommand => ({
  method: 'POST',
  route: 'code-scanning/sarifs',
  parameters: {},
  body: {
    commit_sha: commit.sha,
    ref: commit.ref,
    sarif,
    checkout_uri: pathToFileURL(context.workspace).href,
    started_at: new Date(startedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    tool_name: 'Trivy',
    // GitHub holds it against its rules for code scanning, and says what is wrong.
    validate: true,
  },
  what: `the upload of the results for ${visible(name, 200)} to code scanning`,
  permissions: ['security-events: write'],
  // The same results for the same commit and category take their own place.
  repeatable: true,
  timeoutMs: TIMEOUT_MS,
})
