import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { closure, parseDependencies } from './debian-graph.mjs'
import { TaskError } from './errors.mjs'
import { withLock } from './lock.mjs'
import { cacheFolder, onPath } from './paths.mjs'
import { must, run } from './processes.mjs'
import { step } from './progress.mjs'

/**
 * @typedef {object} Rootfs
 * @property {string} folder the unpacked packages; shared and kept, so read it only
 * @property {string[]} packages what is in it, as `name_version_architecture`
 */

/** A dependency graph is longer than what is kept of a program's output otherwise. */
const long = { keptBytes: 8 * 1024 * 1024 }

/** What a package needs only to be installed, not to run. */
export const installersOnly = ['dpkg', 'debconf', 'perl-base', 'install-info']

/** Nothing but hard dependencies. */
const hardOnly = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
  (kind) => `--no-${kind}`,
)

/**
 * @param {string[]} packages
 * @param {string[]} excluded
 */
const resolve = async (packages, excluded) => {
  const lists = await listing('apt-cache', ['depends', '--recurse', ...hardOnly, ...packages])
  return closure(parseDependencies(lists), packages, excluded)
}

/**
 * The output of an apt program; without package lists, after fetching them.
 * @param {string} file
 * @param {string[]} args
 * @returns {Promise<string>}
 */
const listing = async (file, args) => {
  const first = await run(file, args, long)
  if (first.code === 0) return first.stdout
  await step({ title: 'package lists', why: 'apt-get update', usually: '10 s' }, () =>
    must('apt-get', ['update']),
  )
  return (await must(file, args, long)).stdout
}

/**
 * What would be downloaded: `'address' file size hash` on each line.
 * @param {string} text
 * @returns {{ file: string, hash: string }[]} sorted by file
 */
export const parseUris = (text) =>
  [...text.matchAll(/^'[^']*' (\S+) \d+ (\S+)$/gm)]
    .map(([, file = '', hash = '']) => ({ file, hash }))
    .sort((one, other) => (one.file < other.file ? -1 : 1))

/**
 * Packages for the merged layout have nothing outside /usr and expect links
 * that another package makes; without /lib64 no program finds its loader.
 * @param {string} folder
 */
const linkMerged = (folder) => {
  for (const name of ['bin', 'sbin', 'lib', 'lib64'])
    if (existsSync(join(folder, 'usr', name)) && !existsSync(join(folder, name)))
      symlinkSync(join('usr', name), join(folder, name))
}

/**
 * Scanners read what is installed from `status.d`, where no dpkg keeps a list
 * (https://github.com/GoogleContainerTools/distroless).
 * @param {string[]} packages
 * @param {string} target appears in one step
 */
const unpack = async (packages, target) => {
  const draft = mkdtempSync(`${target}.build-`)
  const downloads = join(draft, 'downloads')
  const files = join(draft, 'files')
  try {
    mkdirSync(downloads)
    // the sandbox user of apt may not write below a home folder
    const unsandboxed = ['-o', 'APT::Sandbox::User=root']
    await must('apt-get', [...unsandboxed, 'download', ...packages], { cwd: downloads })
    const status = join(files, 'var/lib/dpkg/status.d')
    mkdirSync(status, { recursive: true })
    for (const name of readdirSync(downloads)) {
      const archive = join(downloads, name)
      await must('dpkg-deb', ['-x', archive, files])
      const { stdout } = await must('dpkg-deb', ['-f', archive])
      writeFileSync(join(status, name.replace(/_.*/, '')), stdout)
    }
    linkMerged(files)
    renameSync(files, target)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** @param {string} target */
const removeLeftovers = (target) => {
  for (const name of readdirSync(dirname(target)))
    if (name.startsWith(`${basename(target)}.build-`))
      rmSync(join(dirname(target), name), { recursive: true, force: true })
}

/** Changes with what `unpack` makes of the same packages. */
const LAYOUT = 'status.d'

/**
 * Debian packages with everything they need to run, downloaded, verified by
 * apt and unpacked (not installed: no maintainer script runs). Made once for
 * each set of versions and kept in the cache. Needs a Debian system, not root,
 * unless there are no package lists yet.
 * @param {object} options
 * @param {string[]} options.packages names, such as `python3-minimal`
 * @param {string[]} [options.excluded] not to be followed; default `installersOnly`
 * @param {string} [options.cache]
 * @returns {Promise<Rootfs>}
 * @throws {TaskError} on a system without apt, or for a package that does not exist
 */
export const debianRootfs = async ({
  packages,
  excluded = installersOnly,
  cache = cacheFolder(),
}) => {
  if (!onPath('apt-get') || !onPath('dpkg-deb'))
    throw new TaskError(`Unpacking ${packages.join(', ')} needs a Debian or Ubuntu system.`)
  const names = await resolve(packages, excluded)
  const downloads = parseUris(await listing('apt-get', ['download', '--print-uris', ...names]))
  const key = createHash('sha256')
    .update(LAYOUT + JSON.stringify(downloads))
    .digest('hex')
    .slice(0, 16)
  const folder = join(cache, 'rootfs', key)
  const found = { folder, packages: downloads.map(({ file }) => basename(file, '.deb')) }
  if (existsSync(folder)) return found
  mkdirSync(dirname(folder), { recursive: true })
  await withLock(`${folder}.lock`, `Debian packages ${packages.join(', ')}`, async () => {
    if (existsSync(folder)) return
    removeLeftovers(folder)
    const why = `download and unpack ${names.length} packages for ${packages.join(', ')}`
    await step({ title: 'Debian packages', why, usually: '5 s' }, () => unpack(names, folder))
  })
  return found
}
