import { UserError } from '@ci-kit/core/errors'
import { type InputReader, optionalText } from '@ci-kit/core/inputs'
import { visible } from '@ci-kit/core/log'
import type { Release } from './release.ts'

/** What to go back to. */
export type Wanted =
  /** So many good releases back, from 1. */
  | { readonly kind: 'back'; readonly steps: number }
  /** Commit, digest, service deployment, task definition or record of the ledger. */
  | { readonly kind: 'named'; readonly name: string }

/** More releases are not looked at; longer numbers are records of the ledger. */
const MOST_STEPS = 99

/** Reads input `to`; empty means `previous`. Throws a {@link UserError} for what can name nothing. */
export const wantedIn = (from: InputReader): Wanted => {
  const text = optionalText(from, 'to')
  if (text === '' || text === 'previous') return { kind: 'back', steps: 1 }
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1) return { kind: 'back', steps: Number(text) }
  if (NAMES.some((pattern) => pattern.test(text))) return { kind: 'named', name: text }
  throw new UserError(
    `Input 'to' is '${visible(text, 100)}'. Use 'previous', a number of releases from 1 to ${MOST_STEPS}, at least 7 digits of a commit, at least 12 of a digest ('sha256:…'), or the id of a service deployment or of a record of the ledger.`,
  )
}

const COMMIT = /^[0-9a-f]{7,64}$/
const DIGEST = /^(?:sha256:)?[0-9a-f]{12,64}$/
const NAMES = [
  COMMIT,
  DIGEST,
  /^arn:aws[\w-]*:ecs:[\w-]+:\d{12}:(?:service-deployment|task-definition)\/\S{1,500}$/,
  /^\d{3,20}$/,
  /^[\w-]{1,255}:\d{1,9}$/,
  /^[A-Za-z0-9_-]{16,64}$/,
]

/** Whether a release is what a name stands for; one name may stand for several. */
export const isNamed = (release: Release, name: string): boolean => {
  const { entry, taskDefinition, serviceDeployment, digests } = release
  const ids = [taskDefinition, lastPart(taskDefinition), entry?.id]
  if (serviceDeployment !== undefined) ids.push(serviceDeployment, lastPart(serviceDeployment))
  if (ids.includes(name)) return true
  if (COMMIT.test(name) && entry?.commit.startsWith(name)) return true
  const hex = name.replace(/^sha256:/, '')
  return (
    DIGEST.test(name) && Object.values(digests).some((image) => image.includes(`@sha256:${hex}`))
  )
}

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)
