import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '@ci-kit/cli/engine'
import { childProcesses } from '@ci-kit/core/adapters/child-process'
import { type BuildxProgram, findBuildx } from '@ci-kit/docker-cache/build/find-buildx'
import { locateTools } from '@ci-kit/tooling/tools'
import { folderWith } from '../../folders.ts'

export type BuildEnvironment = Engine['env']

const exec = childProcesses(new AbortController().signal)

export const buildxOf = (env: BuildEnvironment): BuildxProgram => findBuildx(env)

/** Builds a Dockerfile without a context; answers what buildx said, as raw progress. Throws when it fails. */
export const build = async (
  env: BuildEnvironment,
  dockerfile: string,
  ...args: string[]
): Promise<Uint8Array> => {
  const { program, prefix } = buildxOf(env)
  const all = [...prefix, 'build', '--progress=rawjson', '--provenance=false', ...args, '-']
  const { exitCode, stderr } = await exec(program, all, { env, input: dockerfile })
  if (exitCode === 0) return stderr
  throw new Error(Buffer.from(stderr).toString())
}

/** A shell with the usual commands; on a machine with Docker the public image. */
export const shellImage = async (engine: Engine): Promise<string> => {
  const tools = locateTools()
  if (tools.engine === 'docker') return 'docker.io/library/busybox:1.37'
  const folder = folderWith()
  copyFileSync(tools.busybox, join(folder, 'busybox'))
  writeFileSync(
    join(folder, 'Dockerfile'),
    'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n',
  )
  const { program, prefix } = buildxOf(engine.env)
  const image = `${engine.registry}/base:1`
  const args = [...prefix, 'build', '--provenance=false', `--tag=${image}`, '--push', folder]
  const { exitCode, stderr } = await exec(program, args, { env: engine.env })
  if (exitCode === 0) return image
  throw new Error(Buffer.from(stderr).toString())
}
