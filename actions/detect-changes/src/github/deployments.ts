import type { GitHubApi, GitHubQuestion } from '@ci-kit/core/github'
import { allPages, hasNextPage, pageOf } from '@ci-kit/core/github-pages'
import { countAt, type Json, stringAt } from '@ci-kit/core/json'
import { visible } from '@ci-kit/core/log'
import type { Found } from '../found.ts'
import { objectsIn, shaAt, unreadable } from './answers.ts'
import { firstThat } from './first-that.ts'

/** Deployments that did not succeed, or not yet, before the one that did. */
const MAX_CANDIDATES = 64
const MAX_PAGES = 10
const PERMISSIONS = ['contents: read', 'deployments: read']

type Deployment = { readonly id: number; readonly sha: string }

/** The commit of the newest deployment that succeeded, mostly by two requests; '' when there is none. */
export const lastDeployed = async (api: GitHubApi, environment: string): Promise<Found<string>> => {
  const list: GitHubQuestion = {
    route: 'deployments',
    parameters: { environment },
    asked: `the deployments to ${visible(environment, 100)}`,
    permissions: PERMISSIONS,
  }
  const answer = await pageOf(api, list, 1)
  const deployments = deploymentsIn(answer.data, environment, list.asked)
  const candidates = deployments.slice(0, MAX_CANDIDATES)
  const found = await firstThat(candidates, ({ id }) => isSuccessful(api, id))
  if (found !== undefined) return { value: found.sha }
  if (candidates.length === deployments.length && !hasNextPage(answer, 1)) return { value: '' }
  return {
    missing: `none of the newest ${candidates.length} deployments to the environment succeeded, and no more were looked at`,
  }
}

const deploymentsIn = (data: unknown, environment: string, asked: string): readonly Deployment[] =>
  objectsIn(data, asked)
    .filter((entry) => isTo(environment, entry))
    .map((entry) => {
      const id = countAt(entry, 'id')
      if (id === undefined) throw unreadable(asked)
      return { id, sha: shaAt(entry, 'sha', asked) }
    })

/** GitHub takes no notice of upper and lower case in the names of environments. */
const isTo = (environment: string, entry: Json): boolean =>
  stringAt(entry, 'environment')?.toLowerCase() === environment.toLowerCase()

const ASKED = 'the states of a deployment'

/**
 * Newest first. A later deployment makes one inactive, which does not undo its
 * success; a failure after it does, since nobody knows what it left behind.
 */
const isSuccessful = async (api: GitHubApi, id: number): Promise<boolean> => {
  const question = {
    route: 'deployments/{id}/statuses',
    parameters: { id },
    asked: ASKED,
    permissions: PERMISSIONS,
  }
  const { answers } = await allPages(api, question, MAX_PAGES)
  const states = answers.flatMap(({ data }) => objectsIn(data, ASKED).map(({ state }) => state))
  return states.find((state) => FINAL.includes(state)) === 'success'
}

const FINAL: readonly unknown[] = ['success', 'failure', 'error']
