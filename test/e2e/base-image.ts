import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '@ci-kit/cli/engine'
import { locateTools } from '@ci-kit/tooling/tools'
import { dockerCache } from './actions.ts'

/**
 * Builds a shell with the usual commands from a static busybox, pushes it to
 * the engine's registry and answers its reference. On a machine with Docker the
 * public image is the base.
 */
export const baseImage = async (engine: Engine): Promise<string> => {
  const tools = locateTools()
  if (tools.engine === 'docker') return 'docker.io/library/busybox:1.37'
  const folder = mkdtempSync(join(tmpdir(), 'base-image-'))
  try {
    copyFileSync(tools.busybox, join(folder, 'busybox'))
    writeFileSync(
      join(folder, 'Dockerfile'),
      'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n',
    )
    const built = await dockerCache(engine)({
      workspace: folder,
      inputs: { 'image-name': 'base', tags: '1' },
    })
    if (built.exitCode !== 0) throw new Error(`The base image could not be built:\n${built.log}`)
    return `${engine.registry}/base:1`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
