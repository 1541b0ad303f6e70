import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { blockWith } from './yaml-blocks.mjs'
import { inputsOf, mapping, outputsOf, textOf } from './yaml-fields.mjs'

/** @typedef {import('./types.d.mts').ReusableWorkflow} ReusableWorkflow */

const folder = join('.github', 'workflows')

/** Where an example of a workflow may stand, the fuller text first. */
const guides = [join('docs', 'workflows.md'), 'README.md']

const levels = ['none', 'read', 'write']

/**
 * What a workflow says about itself: the first paragraph of the comment at its very
 * top. What follows after an empty line of the comment is for those who read the file.
 * @param {string} text
 * @returns {string} one line; empty without a comment
 */
export const topComment = (text) => {
  const [comment = ''] = /^(?:# *[^\s#].*\n?)*/.exec(text) ?? []
  return comment.replace(/^# */gm, '').trim().replace(/\s+/g, ' ')
}

/** @param {unknown} on @returns {Record<string, unknown>} settings by event; it may be a word, words or a mapping */
const eventsOf = (on) =>
  typeof on === 'string' || Array.isArray(on)
    ? Object.fromEntries([on].flat().map((event) => [event, undefined]))
    : mapping(on)

/**
 * What the caller has to grant: GitHub refuses to start a workflow of which any
 * job asks for more than its caller has.
 * @param {unknown} workflow
 * @returns {string[]} such as `contents: read`, sorted
 */
export const wantedPermissions = (workflow) => {
  const { permissions, jobs } = mapping(workflow)
  /** @type {Map<string, string>} */
  const wanted = new Map()
  const ask = (/** @type {string} */ scope, /** @type {string} */ level) => {
    if (levels.indexOf(level) > levels.indexOf(wanted.get(scope) ?? 'none'))
      wanted.set(scope, level)
  }
  const shorthands = new Set()
  for (const job of Object.values(mapping(jobs))) {
    const asked = mapping(job).permissions ?? permissions
    if (typeof asked === 'string') shorthands.add(asked)
    for (const [scope, level] of Object.entries(mapping(asked))) ask(scope, textOf(level))
  }
  return [...shorthands, ...[...wanted].map(([scope, level]) => `${scope}: ${level}`)].sort()
}

/**
 * @param {string} root
 * @param {string} file
 * @returns {ReusableWorkflow | undefined} undefined when nobody can call it
 */
const readWorkflow = (root, file) => {
  const text = readFileSync(join(root, folder, file), 'utf8')
  const workflow = mapping(parse(text))
  const events = eventsOf(workflow.on)
  if (!Object.hasOwn(events, 'workflow_call')) return undefined
  const { inputs, outputs, secrets } = mapping(events.workflow_call)
  const uses = `org/ci-kit/.github/workflows/${file}@v1`
  return {
    file,
    uses,
    purpose: topComment(text),
    permissions: wantedPermissions(workflow),
    inputs: inputsOf(inputs).map((input) => ({
      ...input,
      type: textOf(mapping(mapping(inputs)[input.name]).type),
    })),
    secrets: inputsOf(secrets),
    outputs: outputsOf(outputs),
    example: guides
      .filter((guide) => existsSync(join(root, guide)))
      .map((guide) => blockWith(readFileSync(join(root, guide), 'utf8'), `uses: ${uses}`))
      .find((example) => example !== undefined),
  }
}

/**
 * Every workflow of this repository that others can call, by name.
 * @param {string} root
 * @returns {ReusableWorkflow[]}
 */
export const readReusableWorkflows = (root) => {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder))
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()
    .flatMap((file) => readWorkflow(root, file) ?? [])
}
