import { messageOf, UserError } from '@ci-kit/core/errors'
import type { Environment } from '@ci-kit/core/event'
import type { Exec } from '@ci-kit/core/exec'
import { visible } from '@ci-kit/core/log'
import type { Manifests } from '@ci-kit/oci/manifests'
import { RegistryError } from '@ci-kit/oci/registry-error'
import type { BuildxProgram } from '../../build/find-buildx.ts'
import type { MountBuilds, MountPorts, SavedMounts } from './mount-ports.ts'

/** The end of the output is enough to tell why it failed and what was done. */
const KEEP_BYTES = 256 * 1024

/** Small builds behind one buildx process each; the Dockerfile goes in by standard input, so there is no context. */
export const mountBuilds = (
  exec: Exec,
  { program, prefix }: BuildxProgram,
  /** With the login to the registry, as for the build itself. */
  env: Environment,
): MountBuilds => ({
  solve: async (args, dockerfile, timeoutMs) => {
    try {
      const all = [...prefix, 'build', '--progress=plain', ...PLAIN_IMAGE, ...args, '-']
      const options = { env, input: dockerfile, timeoutMs, keepBytes: KEEP_BYTES }
      const { exitCode, stderr, timedOut } = await exec(program, all, options)
      return { exitCode, timedOut, text: Buffer.from(stderr).toString() }
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown
      // The program could not be started; that fails no build.
      return { exitCode: 1, timedOut: false, text: `ERROR: ${messageOf(thrown)}` }
    }
  },
})

const PLAIN_IMAGE = ['--provenance=false', '--sbom=false']

/** A registry that is slow to answer is not waited for: the look-up comes before the build. */
const LOOK_UP_MS = 10_000

/** What was saved, by the registry's own word. */
export const savedMounts = (
  manifests: Pick<Manifests, 'head'>,
  log: Pick<MountPorts['log'], 'debug'>,
  limitMs = LOOK_UP_MS,
): SavedMounts => ({
  digestOf: async (tag) => {
    const late = deadline(limitMs)
    try {
      return (await Promise.race([manifests.head(tag), late.passed]))?.digest
    } catch (thrown) {
      if (!(thrown instanceof RegistryError)) throw thrown
      log.debug(`Saved cache mounts: ${visible(thrown.message)}`)
      return undefined
    } finally {
      late.cancel()
    }
  },
})

const deadline = (ms: number) => {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  return { passed, cancel: () => clearTimeout(timer) }
}
