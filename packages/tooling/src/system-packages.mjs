import { join } from 'node:path'
import { isStatic } from './elf.mjs'
import { TaskError } from './errors.mjs'
import { withLock } from './lock.mjs'
import { allOnPath, onPath } from './paths.mjs'
import { must } from './processes.mjs'
import { remark, step } from './progress.mjs'

/** @typedef {import('./types.d.mts').Environment} Environment */

/**
 * BuildKit's executor.
 * @param {Environment} [env]
 */
export const findRunc = (env) => onPath('runc', env)

/**
 * A busybox that runs alone in an empty image. Alpine names it `busybox.static`.
 * @param {Environment} [env]
 */
export const findBusybox = (env) =>
  ['busybox.static', 'busybox'].flatMap((name) => allOnPath(name, env)).find(isStatic)

/** @type {{ name: string, find: () => string | undefined, packages: Record<string, string> }[]} */
const programs = [
  {
    name: 'runc',
    find: findRunc,
    packages: { 'apt-get': 'runc', dnf: 'runc', apk: 'runc' },
  },
  {
    name: 'a static busybox',
    find: findBusybox,
    packages: { 'apt-get': 'busybox-static', dnf: 'busybox', apk: 'busybox-static' },
  },
]

/** @type {Record<string, (packages: string[]) => string[][]>} */
const commands = {
  'apt-get': (packages) => [
    ['update'],
    ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', ...packages],
  ],
  dnf: (packages) => [['install', '-y', ...packages]],
  apk: (packages) => [['add', ...packages]],
}

const missing = () => programs.filter(({ find }) => !find())

const install = async () => {
  const lacking = missing()
  const names = lacking.map(({ name }) => name).join(' and ')
  const manager = Object.keys(commands).find((name) => onPath(name))
  const arguments_ = manager && commands[manager]
  if (!arguments_)
    throw new TaskError(`The build engine needs ${names}. Install them and run this again.`)
  const packages = lacking.flatMap((program) => program.packages[manager] ?? [])
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const why = `install ${packages.join(', ')} with ${manager}`
  await step({ title: 'system packages', why, usually: '20 s' }, async () => {
    for (const args of arguments_(packages)) await must(manager, args, { env })
  })
  if (missing().length > 0)
    throw new TaskError(
      `${manager} installed ${packages.join(', ')}, but ${names} cannot be found.`,
    )
}

/**
 * Installs runc and a static busybox from the distribution where they are
 * missing. Needs root.
 * @param {string} cache
 */
export const ensureSystemPackages = async (cache) => {
  if (missing().length === 0) return remark('runc, busybox', 'found')
  await withLock(join(cache, 'system-packages.lock'), 'system packages', async () => {
    if (missing().length > 0) await install()
  })
}
