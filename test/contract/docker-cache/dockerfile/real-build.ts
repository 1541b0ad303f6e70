import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Engine } from '@ci-kit/cli/engine'
import { isObject } from '@ci-kit/core/json'
import { progressStream } from '@ci-kit/docker-cache/progress/progress-stream'
import { type SolveStatus, solveStatus } from '@ci-kit/docker-cache/progress/solve-status'
import { locateTools } from '@ci-kit/tooling/tools'

const run = promisify(execFile)

/** Runs buildx on a Dockerfile in a folder of its own; answers what it wrote to both streams. */
export const realBuild = async (
  engine: Engine,
  dockerfile: string,
  options: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<{ stdout: string; stderr: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'real-build-'))
  try {
    writeFileSync(join(folder, 'Dockerfile'), dockerfile)
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    return await run('buildx', ['build', ...options, folder], { env: engine.env })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A shell with the usual commands, pushed as `base:1`; answers its reference. */
export const pushedBase = async (engine: Engine): Promise<string> => {
  const tools = locateTools()
  if (tools.engine === 'docker') return 'docker.io/library/busybox:1.37'
  const folder = mkdtempSync(join(tmpdir(), 'real-base-'))
  const reference = `${engine.registry}/base:1`
  try {
    copyFileSync(tools.busybox, join(folder, 'busybox'))
    const lines = [
      'FROM scratch',
      'COPY busybox /bin/busybox',
      'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
    ]
    writeFileSync(join(folder, 'Dockerfile'), lines.join('\n'))
    await run('buildx', ['build', '--push', '--provenance=false', '-t', reference, folder], {
      env: engine.env,
    })
    return reference
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The progress records in what a build with `--progress=rawjson` wrote. */
export const statusesIn = (output: string): SolveStatus[] => {
  const statuses: SolveStatus[] = []
  const stream = progressStream(({ json }) => {
    if (isObject(json)) statuses.push(solveStatus(json))
  })
  stream.write(new TextEncoder().encode(output))
  stream.end()
  return statuses
}
