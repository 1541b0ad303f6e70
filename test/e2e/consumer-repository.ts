import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type ShopRepository, shopRepository } from '@ci-kit/cli/demo/shop-repository'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { isObject, type Json } from '@ci-kit/core/json'
import { parse, stringify } from 'yaml'
import { REPOSITORY } from './consumer-github.ts'

export type ConsumerRepository = ShopRepository & {
  /** Writes a file, also in a folder that is not there yet. */
  write(path: string, content: string): void
}

export type ConsumerSetup = {
  /** What the repository begins with. */
  readonly example: string
  /** A folder that does not exist yet. */
  readonly folder: string
  /** Base images by build argument. */
  readonly bases: Readonly<Record<string, string>>
  /** Further files by path. */
  readonly files: Readonly<Record<string, string>>
  /** What a call of a workflow of ci-kit, by the name of its file, gets for inputs besides its own. */
  readonly inputsOf: (workflow: string) => Readonly<Record<string, string>>
}

/**
 * An example as a git repository of its own with one commit, on branch main.
 * It has what the public one has, but for what lies outside this machine: base
 * images, registry, Sigstore, cluster.
 */
export const consumerRepository = async (setup: ConsumerSetup): Promise<ConsumerRepository> => {
  const { example, folder, bases, files, inputsOf } = setup
  const exec = childProcesses(new AbortController().signal)
  const shop = await shopRepository(exec, resolve(example), folder)
  const remote = ['remote', 'add', 'origin', `https://github.com/${REPOSITORY}`]
  execFileSync('git', remote, { cwd: folder })
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const components = join(folder, '.github/components.yml')
  if (existsSync(components)) change(components, (component) => withBases(component, bases))
  const workflows = join(folder, '.github/workflows')
  for (const name of readdirSync(workflows)) addInputs(join(workflows, name), inputsOf)
  for (const [path, content] of Object.entries(files)) write(path, content)
  await shop.commit('feat: the example')
  return { ...shop, write }
}

const withBases = (component: Json, bases: Readonly<Record<string, string>>): Json =>
  isObject(component.image)
    ? { ...component, image: { ...component.image, 'build-args': bases } }
    : component

const addInputs = (file: string, inputsOf: ConsumerSetup['inputsOf']): void => {
  const workflow: unknown = parse(readFileSync(file, 'utf8'))
  if (!isObject(workflow) || !isObject(workflow.jobs)) throw new Error(`${file} has no jobs.`)
  const jobs = mapped(workflow.jobs, (job) => {
    const called = /^org\/ci-kit\/\.github\/workflows\/(.+)@/.exec(`${job.uses}`)?.[1]
    if (called === undefined) return job
    return { ...job, with: { ...(isObject(job.with) && job.with), ...inputsOf(called) } }
  })
  writeFileSync(file, stringify({ ...workflow, jobs }))
}

const change = (file: string, changed: (member: Json) => Json): void => {
  const content: unknown = parse(readFileSync(file, 'utf8'))
  if (!isObject(content)) throw new Error(`${file} holds no mapping.`)
  writeFileSync(file, stringify(mapped(content, changed)))
}

const mapped = (from: Json, changed: (member: Json) => Json): Json =>
  Object.fromEntries(
    Object.entries(from).map(([name, member]) => [
      name,
      isObject(member) ? changed(member) : member,
    ]),
  )
