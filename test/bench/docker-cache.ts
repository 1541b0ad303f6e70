import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Engine, startEngine } from '@ci-kit/cli/engine'
import { findBuildx } from '@ci-kit/docker-cache/build/find-buildx'
import { dockerCache } from '../e2e/actions.ts'
import { baseImage } from '../e2e/base-image.ts'
import { type Comparison, compare } from './report.ts'

const ROUNDS = 5
/** Of incompressible dependencies, as in an image with a middling node_modules. */
const LAYER_MIB = 60

const exec = promisify(execFile)

/**
 * docker-cache against `buildx build --push` with the same cache flags, on one
 * builder and one registry. A cold build starts with an empty builder and a
 * name that the registry does not know.
 */
export const dockerCacheBench = async (): Promise<readonly Comparison[]> => {
  const engine = await startEngine()
  const workspace = mkdtempSync(join(tmpdir(), 'docker-cache-bench-'))
  try {
    await prepare(engine, workspace)
    const cases = benchCases(engine, workspace)
    return [
      await compare(ROUNDS, { name: 'cold', goal: 1.05, ...cases.cold }),
      await compare(ROUNDS, { name: 'one line changed', goal: 1.1, ...cases.changed }),
      await compare(ROUNDS, { name: 'nothing changed', goal: 1.5, ...cases.unchanged }),
    ]
  } finally {
    rmSync(workspace, { recursive: true })
    await engine.stop()
  }
}

const prepare = async (engine: Engine, workspace: string): Promise<void> => {
  const base = await baseImage(engine)
  writeFileSync(join(workspace, 'dependencies.bin'), randomBytes(LAYER_MIB * 1024 * 1024))
  writeFileSync(
    join(workspace, 'Dockerfile'),
    [
      `FROM ${base} AS builder`,
      'WORKDIR /src',
      'COPY dependencies.bin .',
      'RUN sha256sum dependencies.bin > /checked',
      'COPY source.txt .',
      // Stands in for a compiler: two to three seconds of one core.
      'RUN cat source.txt dependencies.bin | gzip -9 | sha256sum > /app',
      `FROM ${base}`,
      'COPY --from=builder /src/dependencies.bin /lib/dependencies.bin',
      'COPY --from=builder /app /app',
    ].join('\n'),
  )
}

/** Builds and pushes the workspace as the image of that name; answers the milliseconds of the process. */
type Side = (image: string) => Promise<number>

const benchCases = (engine: Engine, workspace: string) => {
  const floor = plainBuildx(engine, workspace)
  const action = bundledAction(engine, workspace)
  let serial = 0
  const changeSource = () => {
    serial += 1
    writeFileSync(join(workspace, 'source.txt'), `${serial}\n`)
  }
  const withBefore = (before: () => Promise<string>) => ({
    floor: timed(before, floor),
    action: timed(before, action),
  })
  return {
    cold: withBefore(async () => {
      changeSource()
      await buildx(engine, ['prune', '--all', '--force'])
      return `cold-${serial}`
    }),
    changed: withBefore(async () => {
      changeSource()
      return 'warm'
    }),
    unchanged: withBefore(async () => 'warm'),
  }
}

const timed = (before: () => Promise<string>, side: Side) => async () => side(await before())

const bundledAction =
  (engine: Engine, workspace: string): Side =>
  async (image) => {
    const result = await dockerCache(engine)({ workspace, inputs: { 'image-name': image } })
    if (result.exitCode !== 0) throw new Error(result.log)
    return result.durationMs
  }

const plainBuildx =
  (engine: Engine, workspace: string): Side =>
  (image) => {
    const name = `${engine.registry}/${image}`
    return buildx(engine, [
      'build',
      '--push',
      '--provenance=false',
      `--tag=${name}:main`,
      `--cache-from=type=registry,ref=${name}:cache-main`,
      `--cache-to=type=registry,ref=${name}:cache-main,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true`,
      workspace,
    ])
  }

const buildx = async (engine: Engine, args: readonly string[]): Promise<number> => {
  const env = { HOME: tmpdir(), ...engine.env }
  const { program, prefix } = findBuildx(env)
  const started = performance.now()
  await exec(program, [...prefix, ...args], { env })
  return performance.now() - started
}
