import type { ShellCommand } from '../shell-commands.ts'

export type PackageManager = {
  readonly name: string
  /** What it leaves, for the message. */
  readonly leaves: string
  /** Whether the command leaves it. */
  readonly fills: (command: ShellCommand) => boolean
  /** Whether the command removes it again. */
  readonly cleans: (command: ShellCommand) => boolean
  /** Parts of the paths it is kept in. */
  readonly folders: readonly string[]
  /** Variables with which nothing is kept, or elsewhere. */
  readonly settings: readonly string[]
  readonly fix: string
}

const has = ({ args }: ShellCommand, pattern: RegExp): boolean =>
  args.some((arg) => pattern.test(arg))
const runs = ({ name, args }: ShellCommand, names: RegExp, verbs: RegExp): boolean =>
  names.test(name) && args.some((arg) => verbs.test(arg))

/** The first argument that is no option; '' without one. */
const verbOf = ({ args }: ShellCommand): string => args.find((arg) => !arg.startsWith('-')) ?? ''

const APT = /^(?:apt|apt-get|aptitude)$/
const DNF = /^(?:dnf|dnf5|microdnf|yum)$/

/** pip itself, and pip as a module of Python. */
const isPip = ({ name, args }: ShellCommand): boolean =>
  /^pip[\d.]*$/.test(name) || (/^python[\d.]*$/.test(name) && args[0] === '-m' && args[1] === 'pip')

export const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    name: 'apt',
    leaves: 'the package lists',
    fills: (command) => APT.test(command.name) && verbOf(command) === 'update',
    cleans: (command) => runs(command, APT, /^dist-?clean$/),
    folders: ['/var/lib/apt/lists'],
    settings: [],
    fix: 'End the same RUN with `&& rm -rf /var/lib/apt/lists/*`, or mount them: `RUN --mount=type=cache,sharing=locked,target=/var/lib/apt/lists …`.',
  },
  {
    name: 'apk',
    leaves: 'the package index',
    fills: (command) =>
      command.name === 'apk' &&
      !has(command, /^--no-cache$/) &&
      has(command, /^(?:update|-U|--update|--update-cache)$/),
    cleans: (command) => runs(command, /^apk$/, /^clean$/),
    folders: ['/var/cache/apk', '/etc/apk/cache'],
    settings: [],
    fix: 'Write `apk add --no-cache …` without `apk update`.',
  },
  {
    name: 'dnf',
    leaves: 'metadata and packages in /var/cache',
    fills: (command) =>
      runs(command, DNF, /^(?:install|update|upgrade|reinstall|groupinstall|makecache)$/),
    cleans: (command) => runs(command, DNF, /^clean$/),
    folders: ['/var/cache/dnf', '/var/cache/libdnf5', '/var/cache/yum'],
    settings: [],
    fix: 'End the same RUN with `&& dnf clean all` (or `yum clean all`), or mount the cache: `RUN --mount=type=cache,sharing=locked,target=/var/cache/dnf …`.',
  },
  {
    name: 'pip',
    leaves: 'every wheel in its cache',
    fills: (command) =>
      isPip(command) &&
      has(command, /^install$/) &&
      !has(command, /^(?:--no-cache-dir|--no-cache|--cache-dir.*|--dry-run)$/),
    cleans: (command) => isPip(command) && has(command, /^purge$/),
    folders: ['/.cache/pip'],
    settings: ['PIP_NO_CACHE_DIR', 'PIP_CACHE_DIR'],
    fix: 'Write `pip install --no-cache-dir …`, or mount the cache: `RUN --mount=type=cache,target=/root/.cache/pip pip install …`.',
  },
  {
    name: 'npm',
    leaves: 'every package in its cache',
    fills: (command) =>
      command.name === 'npm' &&
      /^(?:ci|install|i|clean-install|add)$/.test(verbOf(command)) &&
      !has(command, /^(?:--cache(?:=.*)?|--dry-run|--package-lock-only)$/),
    cleans: (command) =>
      command.name === 'npm' && has(command, /^cache$/) && has(command, /^(?:clean|clear|rm)$/),
    folders: ['/.npm'],
    settings: ['npm_config_cache', 'NPM_CONFIG_CACHE'],
    fix: 'Mount the cache: `RUN --mount=type=cache,target=/root/.npm npm ci`, or end the same RUN with `&& npm cache clean --force`.',
  },
  {
    name: 'yarn',
    leaves: 'every package in its cache',
    // Options of Yarn 1 only: the cache of later versions may be what the program runs from.
    fills: (command) =>
      command.name === 'yarn' &&
      /^(?:|install|add|global)$/.test(verbOf(command)) &&
      has(command, /^(?:--frozen-lockfile|--production|--prod)$/) &&
      !has(command, /^(?:--cache-folder.*|cache)$/),
    cleans: (command) =>
      command.name === 'yarn' && has(command, /^cache$/) && has(command, /^clean$/),
    folders: ['/.cache/yarn', '/.yarn'],
    settings: ['YARN_CACHE_FOLDER'],
    fix: 'Mount the cache: `RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install --frozen-lockfile`, or end the same RUN with `&& yarn cache clean`.',
  },
  {
    name: 'zypper',
    leaves: 'metadata in /var/cache',
    fills: (command) => runs(command, /^zypper$/, /^(?:install|in|update|up|refresh|ref)$/),
    cleans: (command) => runs(command, /^zypper$/, /^(?:clean|cc)$/),
    folders: ['/var/cache/zypp'],
    settings: [],
    fix: 'End the same RUN with `&& zypper clean --all`.',
  },
]
