import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '@ci-kit/core/errors'
import { visible } from '@ci-kit/core/log'
import type { CacheEntry } from './cache-entry.ts'
import type { CachePlan } from './cache-plan.ts'
import { fileAt, removed } from './folder-files.ts'
import { replacedTag, STAGED } from './local-cache.ts'

/** No job lasts longer (a runner of one's own ends it after five days, GitHub's after six hours). */
const ABANDONED_MS = 6 * 24 * 60 * 60 * 1000
/** Two renames take far less. */
const BROKEN_SWAP_MS = 60 * 1000

/** What BuildKit reads of such a cache first. */
export const INDEX = 'index.json'

/**
 * Makes the folder ready for a build: what crashed runs left is put right,
 * caches that are not there are dropped from the plan (buildx would print a
 * warning for each), and so is a folder that cannot be used, with a notice
 * (buildx would fail the build). Never throws.
 */
export const openLocalCache = async (plan: CachePlan, now = Date.now()): Promise<CachePlan> => {
  const { local } = plan
  if (local === undefined) return plan
  try {
    await mkdir(local.folder, { recursive: true })
    await putRight(local.folder, now)
    if (local.write) await mkdir(local.write.staged)
    const here = await Promise.all(local.read.map(async (path) => await fileAt(join(path, INDEX))))
    const kept = local.read.filter((_, index) => here[index]?.isFile())
    return withFolders(plan, new Set([...kept, ...(local.write ? [local.write.staged] : [])]))
  } catch (thrown) {
    const notice = `The folder of input 'local-cache' is not used: ${visible(messageOf(thrown), 300)}.`
    return { ...withFolders(plan, new Set()), local: undefined, notices: [...plan.notices, notice] }
  }
}

const withFolders = (plan: CachePlan, kept: ReadonlySet<string>): CachePlan => {
  const isKept = ({ origin, attributes }: CacheEntry) =>
    origin !== 'local-cache' || kept.has(attributes.get('src') ?? attributes.get('dest') ?? '')
  return { ...plan, from: plan.from.filter(isKept), to: plan.to.filter(isKept) }
}

/** A cache whose swap was cut short goes back to its place; what nobody will finish is removed. */
const putRight = async (folder: string, now: number): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (name.startsWith(STAGED) && (await isOlder(path, now - ABANDONED_MS))) await removed(path)
    const tag = replacedTag(name)
    if (tag === undefined || !(await isOlder(path, now - BROKEN_SWAP_MS))) continue
    if (await fileAt(join(folder, tag))) await removed(path)
    else await rename(path, join(folder, tag))
  }
}

/** By the time of the last rename. */
const isOlder = async (path: string, time: number): Promise<boolean> => {
  const file = await fileAt(path)
  return file !== undefined && file.ctimeMs < time
}
