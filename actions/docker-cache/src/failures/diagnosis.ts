import { UserError } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { BuildOptions } from '../build/build-options.ts'
import type { BuildFailure } from '../build/builder.ts'
import { dockerfile } from '../build/sources.ts'
import { shortened } from '../shortened.ts'
import { builderFailure } from './builder-failures.ts'
import { dockerfileFailure } from './dockerfile-failures.ts'
import { inputFailure } from './input-failures.ts'
import { registryFailure, requestIn } from './registry-failures.ts'

/** An error message longer than this hides what matters. */
const QUOTE_LIMIT = 600
/** More than this is not searched: what failed is said at the start. */
const SEARCH_LIMIT = 8_000

/**
 * The error of a failed build on one line: what happened, what to do, and the
 * line of the Dockerfile where there is one.
 */
export const buildError = ({ text, exitCode }: BuildFailure, plan: BuildOptions): UserError => {
  const reason = errorText(text) || `buildx ended with exit code ${exitCode} and said nothing`
  const known =
    dockerfileFailure(reason, plan) ??
    registryFailure(reason) ??
    inputFailure(reason) ??
    builderFailure(reason) ??
    `The build failed: ${shortened(reason, QUOTE_LIMIT)}`
  return new UserError(visible(known), dockerfileLine(text, plan))
}

/** From the last `ERROR:` on, on one line; buildx prefixes what BuildKit said with what it was doing. */
const errorText = (text: readonly string[]): string => {
  const start = text.findLastIndex((line) => /^ERROR: /.test(line))
  const lines = start < 0 ? text.slice(-5) : text.slice(start)
  return lines
    .join(' ')
    .slice(0, SEARCH_LIMIT)
    .replaceAll(/\s+/g, ' ')
    .replace(/^ERROR: /, '')
    .replace(/^failed to build: /, '')
    .replace(/^failed to solve: /, '')
    .replace(/^rpc error: code = Unknown desc = /, '')
    .trim()
}

/** buildx prints the place as `Dockerfile:12` on a line of its own, above a frame of source lines. */
const dockerfileLine = (text: readonly string[], plan: BuildOptions) => {
  const frame = text.findIndex((line) => /^-{10,}$/.test(line))
  const [, line] = /^.+:(\d+)$/.exec(text[frame - 1] ?? '') ?? []
  if (line === undefined) return {}
  const file = dockerfile(plan)
  return file === undefined ? {} : { file, line: Number(line) }
}

/** A registry that is busy, fails or hangs up; BuildKit passes its words or the status on. */
const TRANSIENT =
  /toomanyrequests|\b429\b|\b5\d\d (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)|connection reset by peer|broken pipe|unexpected EOF|: EOF$|i\/o timeout|TLS handshake timeout|http2: server sent GOAWAY|connection refused/i

/**
 * Whether a build failed only because the registry could not take the image
 * just then: everything is built, and the push may be tried again. A failed
 * step of the Dockerfile never is.
 */
export const isTransientPush = ({ text }: BuildFailure): boolean => {
  const reason = errorText(text)
  const request = requestIn(reason)
  if (request?.kind !== 'push' || !TRANSIENT.test(request.said)) return false
  // In the middle of a text, the words are those of a command or a Dockerfile.
  return PUSH_FIRST.test(reason) || !reason.includes('failed to push ')
}

/** A gRPC code may stand in front. */
const PUSH_FIRST = /^(?:[A-Z]\w+: )?failed to push /

/** Layers are fetched only when a step needs them, so a missing one shows in the middle of the build. */
export const isCacheWithHoles = (failure: BuildFailure | undefined): boolean =>
  failure?.text.some((line) => /could not fetch content descriptor .*: not found$/.test(line)) ??
  false
