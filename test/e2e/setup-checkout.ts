import { spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot, toolFolder } from '@ci-kit/tooling/paths'
import { until } from '../fakes/until.ts'
import { tempFolder, write } from '../unit/tooling/temp-folder.ts'

/** A program that stands in for one that a test cannot run for real. */
export const fakeProgram = (folder: string, name: string, script: string): void => {
  write(folder, { [name]: `#!/bin/sh\n${script}\n` })
  chmodSync(join(folder, name), 0o755)
}

/** A search path with the few system programs that scripts use, and nothing else. */
export const barePath = (): string => {
  const folder = tempFolder()
  for (const name of ['sh', 'env', 'sleep', 'mkdir', 'cat', 'chmod', 'rm'])
    symlinkSync(`/bin/${name}`, join(folder, name))
  symlinkSync(process.execPath, join(folder, 'node'))
  return folder
}

const lock = '{"lockfileVersion":3,"packages":{"":{}}}'

/** What npm does as far as set-up can see; it counts its runs in `installs`. */
const npm = `echo run >> installs
rm -rf node_modules
mkdir -p node_modules/.bin node_modules/typescript/bin
if [ -n "$SLOW_INSTALL" ]; then sleep "$SLOW_INSTALL" & echo $! > installing; wait; fi
echo 'console.error("compiled")' > node_modules/typescript/bin/tsc
echo '${lock}' > node_modules/.package-lock.json`

/** A checkout with the tooling and nothing else: no packages, no actions. */
export const checkout = (): { root: string; path: string } => {
  const root = tempFolder({
    'package.json': '{"type":"module"}',
    'package-lock.json': lock,
    'packages/cli/package.json': '{"type":"module"}',
    'packages/cli/src/main.ts': '',
    'packages/cli/lib/main.js': 'process.stdout.write(process.argv.slice(2).join(" "))',
  })
  const sources = join(repositoryRoot, 'packages', 'tooling', 'src')
  cpSync(sources, join(root, 'packages', 'tooling', 'src'), { recursive: true })
  const path = barePath()
  fakeProgram(path, 'npm', npm)
  return { root, path }
}

/** How often something was done that leaves a line in this file. */
export const timesIn = (file: string): number =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0

export type Running = {
  pid: number
  /** What it has written to standard error so far. */
  complaint(): string
  ended: Promise<{ code: number; stdout: string; stderr: string }>
  kill(signal: NodeJS.Signals): void
}

/** Starts a script on this Node with just this environment, in a process group of its own. */
export const start = (args: string[], env: Record<string, string>): Running => {
  const child = spawn(process.execPath, args, { env, detached: true })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`cannot start ${args[0]}`)
  return {
    pid,
    complaint: () => stderr,
    kill: (signal) => process.kill(-pid, signal),
    ended: new Promise((resolve) => {
      child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
    }),
  }
}

/** The process whose number was written to a file, once it is there. */
export const writtenPid = async (file: string): Promise<number> => {
  const pid = () => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0)
  await until(() => pid() > 0)
  return pid()
}

/**
 * Starts a second one while the first is held up by the process whose number
 * is in the file, and ends that one as soon as the second waits.
 */
export const twoAtOnce = async (first: Running, heldBy: string, second: () => Running) => {
  const pid = await writtenPid(heldBy)
  const other = second()
  await until(() => other.complaint().includes('waiting for process'))
  process.kill(pid)
  return Promise.all([first.ended, other.ended])
}

/** A machine on which a tool of the cache is made for the first time, and the script that makes it. */
export const toolMachine = (tool: Tool, script: string, programs: Record<string, string>) => {
  const folder = tempFolder()
  const path = barePath()
  for (const [name, program] of Object.entries(programs)) fakeProgram(path, name, program)
  write(folder, { 'ensure.mjs': script })
  const log = join(folder, 'made')
  const cache = join(folder, 'cache')
  const target = toolFolder(cache, tool)
  /** Runs the script, with more variables. */
  const ensure = (more: Record<string, string> = {}) =>
    start([join(folder, 'ensure.mjs')], {
      PATH: path,
      HOME: folder,
      CI_KIT_CACHE: cache,
      LOG: log,
      VERSION: tool.version,
      ...more,
    })
  return { ensure, log, path, binary: join(target, tool.name), folder: join(target, '..') }
}

type Tool = { readonly name: string; readonly version: string }

/** Where a script finds a module of the tooling, as a literal. */
export const toolingModule = (name: string): string =>
  JSON.stringify(join(repositoryRoot, 'packages/tooling/src', name))
