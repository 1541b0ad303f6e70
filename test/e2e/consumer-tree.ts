import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isObject, objectAt } from '@ci-kit/core/json'
import { makeActTree } from '@ci-kit/tooling/release/act-tree'
import { parse } from 'yaml'

export type ConsumerTree = {
  /** Folders in place of repositories, as `owner/name@ref`: the release, and stand-ins for what its workflows use. */
  readonly repositories: ReadonlyMap<string, string>
  /** Names of the inputs that a workflow takes which is called. */
  inputsOf(workflow: string): readonly string[]
}

/** Makes the tree of the release in the words of act, in a new folder. */
export const consumerTree = async (folder: string): Promise<ConsumerTree> => {
  await makeActTree(resolve('.'), folder)
  const workflows = join(folder, '.github/workflows')
  const texts = readdirSync(workflows).map((name) => readFileSync(join(workflows, name), 'utf8'))
  // The tree holds ci-kit's own as well, which nobody calls.
  const callable = texts.filter((text) => /^ *workflow_call:/m.test(text))
  const repositories = new Map(standIns(callable))
  repositories.set('org/ci-kit@v1', folder)
  return {
    repositories,
    inputsOf: (workflow) => {
      const content: unknown = parse(readFileSync(join(workflows, workflow), 'utf8'))
      const on = isObject(content) ? objectAt(content, 'on') : undefined
      return Object.keys(objectAt(objectAt(on, 'workflow_call'), 'inputs') ?? {})
    },
  }
}

const STAND_INS: ReadonlyMap<string, string> = new Map([
  ['aws-actions/configure-aws-credentials', resolve('test/fakes/configure-aws-credentials')],
])

/** act copies the work tree itself in place of actions/checkout. */
const KNOWN = /^(org\/ci-kit|actions\/checkout)$/

/** By the refs to which those workflows pin them that a consumer calls. */
const standIns = (workflows: readonly string[]): readonly (readonly [string, string])[] =>
  workflows
    .filter((text) => /^ {2}workflow_call:/m.test(text))
    .flatMap((text) => [...text.matchAll(/^[ -]*uses: +([\w.-]+\/[\w.-]+)[^@\s]*@(\S+)/gm)])
    .filter(([, name = '']) => !KNOWN.test(name))
    .map(([, name = '', ref]) => {
      const folder = STAND_INS.get(name)
      if (folder === undefined) throw new Error(`The workflows use ${name}, without a stand-in.`)
      return [`${name}@${ref}`, folder]
    })
