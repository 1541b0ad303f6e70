import type { ShellCommand } from '../shell-commands.ts'

/** An installation of all dependencies that a project's files name. */
export type DependencyInstall = {
  readonly manager: string
  /** As the message calls it. */
  readonly command: string
  readonly fix: string
}

/** Undefined for every other command, also for one that installs packages by name. */
export const dependencyInstall = (command: ShellCommand): DependencyInstall | undefined => {
  const { name, args } = asModule(command)
  const install = INSTALLS.get(name)
  if (!install?.is(args)) return undefined
  const { files, step } = install
  const copy = `COPY ${files} ./`
  return {
    manager: name.replace(/\d+(?:\.\d+)*$/, ''),
    command: `\`${[name, ...args.slice(0, 1)].join(' ')}\``,
    fix: `Write \`${copy}\` and \`${step}\` first, and \`COPY . .\` after it.`,
  }
}

/** `python -m pip install` is pip. */
const asModule = ({ name, args }: ShellCommand): Pick<ShellCommand, 'name' | 'args'> => {
  const [flag, module = '', ...rest] = args
  return /^python[\d.]*$/.test(name) && flag === '-m'
    ? { name: module, args: rest }
    : { name, args }
}

type Install = {
  readonly is: (args: readonly string[]) => boolean
  readonly files: string
  readonly step: string
}

const operandsOf = (args: readonly string[]) => args.filter((arg) => !arg.startsWith('-'))
const isGlobal = (args: readonly string[]) =>
  args.some((arg) => /^(?:-g|--global|--location=global)$/.test(arg))
const only = (args: readonly string[], ...names: string[]) => {
  const operands = operandsOf(args)
  return operands.length === 1 && names.includes(operands[0] ?? '') && !isGlobal(args)
}
/** Without a command, and not one of the options that only print something. */
const isBare = (args: readonly string[]) =>
  operandsOf(args).length === 0 && !args.some((arg) => /^(?:-v|--version|-h|--help)$/.test(arg))
const withRequirements = (args: readonly string[]) =>
  args[0] === 'install' && args.some((arg) => /^(?:-r|--requirement)/.test(arg))
const builds = (args: readonly string[]) => /^(?:build|fetch)$/.test(args[0] ?? '')
const packages = (args: readonly string[]) =>
  args.some((arg) => /^(?:package|install|verify)$/.test(arg))

const PIP: Install = {
  is: withRequirements,
  files: 'requirements.txt',
  step: 'RUN pip install -r requirements.txt',
}

const INSTALLS: ReadonlyMap<string, Install> = new Map(
  Object.entries({
    npm: {
      is: (args) => only(args, 'ci', 'install', 'i', 'clean-install'),
      files: 'package.json package-lock.json',
      step: 'RUN npm ci',
    },
    yarn: {
      is: (args) => isBare(args) || only(args, 'install'),
      files: 'package.json yarn.lock',
      step: 'RUN yarn install --frozen-lockfile',
    },
    pnpm: {
      is: (args) => only(args, 'install', 'i'),
      files: 'package.json pnpm-lock.yaml',
      step: 'RUN pnpm install --frozen-lockfile',
    },
    pip: PIP,
    pip3: PIP,
    poetry: {
      is: (args) => args[0] === 'install',
      files: 'pyproject.toml poetry.lock',
      step: 'RUN poetry install --no-root',
    },
    go: {
      is: (args) => args[0] === 'mod' && args[1] === 'download',
      files: 'go.mod go.sum',
      step: 'RUN go mod download',
    },
    cargo: {
      is: builds,
      files: 'Cargo.toml Cargo.lock',
      step: 'RUN mkdir src && echo "fn main() {}" > src/main.rs && cargo build --release',
    },
    mvn: { is: packages, files: 'pom.xml', step: 'RUN mvn dependency:go-offline' },
    bundle: {
      is: (args) => only(args, 'install'),
      files: 'Gemfile Gemfile.lock',
      step: 'RUN bundle install',
    },
  }),
)
