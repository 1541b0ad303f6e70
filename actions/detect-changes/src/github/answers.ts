import { UserError } from '@ci-kit/core/errors'
import { type GitHubAnswer, GitHubRefusal } from '@ci-kit/core/github'
import { isObject, type Json, stringAt } from '@ci-kit/core/json'
import type { Found } from '../found.ts'
import { isSha } from '../sha.ts'

/** What a job needs to read commits, trees and files. */
export const CONTENTS = ['contents: read']

/**
 * The answer of `work`, or what stopped it as a reason: a refusal, or an
 * answer that cannot be read. A reason ends without a full stop, unless it
 * ends with lines of YAML.
 */
export const answered = async <T>(work: () => Promise<Found<T>>): Promise<Found<T>> => {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof UserError) return { missing: thrown.message.replace(/\.$/, '') }
    throw thrown
  }
}

/** GitHub's answer has not the shape that it is documented to have. */
export const unreadable = (asked: string): UserError =>
  new UserError(`GitHub's answer to the question for ${asked} cannot be read.`)

/** GitHub answers 422 where the name of a commit leads nowhere. */
export const isNotFound = (thrown: unknown): boolean =>
  thrown instanceof GitHubRefusal && (thrown.status === 404 || thrown.status === 422)

export const objectIn = ({ data }: GitHubAnswer, asked: string): Json => {
  if (!isObject(data)) throw unreadable(asked)
  return data
}

export const objectsIn = (data: unknown, asked: string): readonly Json[] => {
  if (!Array.isArray(data) || !data.every(isObject)) throw unreadable(asked)
  return data
}

export const shaAt = (from: Json | undefined, name: string, asked: string): string => {
  const sha = stringAt(from, name)
  if (sha === undefined || !isSha(sha)) throw unreadable(asked)
  return sha
}

/**
 * A path as Git keeps it: no empty part, no `.`, no `..`, no NUL. Anything else
 * would name another place.
 */
export const pathAt = (from: Json, name: string, asked: string): string => {
  const path = stringAt(from, name)
  if (path === undefined || /(?:^|\/)\.{0,2}(?:\/|$)|\0/.test(path)) throw unreadable(asked)
  return path
}
