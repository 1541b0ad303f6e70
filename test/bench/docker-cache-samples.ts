import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder to build in. */
export type Sample = {
  readonly folder: string
  /** Changes one line of the source and commits it. */
  change(): void
  remove(): void
}

const MIB = 1024 * 1024

/** An image with one layer of 60 MiB of dependencies, as a middling node_modules is. */
export const middlingSample = (base: string): Sample =>
  sample((folder) => {
    writeRandom(join(folder, 'dependencies.bin'), 60)
    writeDockerfile(folder, [
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
    ])
  })

/** An image of 512 MiB, nearly all of it one layer of dependencies, with the steps that such images have. */
export const largeSample = (base: string): Sample =>
  sample((folder) => {
    writeRandom(join(folder, 'dependencies.bin'), 512)
    for (const name of ['packages.lock', 'styles.txt', 'toolchain.txt']) {
      writeFileSync(join(folder, name), `${name}\n`)
    }
    writeDockerfile(folder, [
      `FROM ${base} AS dependencies`,
      'WORKDIR /dependencies',
      'COPY packages.lock .',
      'COPY dependencies.bin .',
      'RUN sha256sum dependencies.bin packages.lock > checked',
      `FROM ${base} AS assets`,
      'WORKDIR /assets',
      'COPY styles.txt .',
      'RUN gzip -9 -k styles.txt',
      'RUN ls > index',
      'FROM dependencies AS builder',
      'WORKDIR /src',
      'COPY toolchain.txt .',
      'RUN cat toolchain.txt > /toolchain',
      'COPY source.txt .',
      'RUN cat source.txt /toolchain /dependencies/checked | sha256sum > /app',
      'FROM dependencies',
      'RUN mkdir -p /app/public',
      'WORKDIR /app',
      'COPY --from=assets /assets public',
      'COPY --from=builder /app /app/app',
    ])
  })

/** The folders of {@link componentsSample}, each with a Dockerfile. */
export const SERVICES = ['api', 'web', 'worker', 'docs']

/** Four images, each of which waits for downloads more than it computes. */
export const componentsSample = (base: string): Sample =>
  sample((folder) => {
    for (const service of SERVICES) {
      mkdirSync(join(folder, service))
      writeRandom(join(folder, service, 'dependencies.bin'), 4)
      writeDockerfile(join(folder, service), [
        `FROM ${base}`,
        'COPY dependencies.bin /lib/dependencies.bin',
        // Stands in for downloads.
        'RUN sleep 3 && sha256sum /lib/dependencies.bin > /app',
      ])
    }
  })

/** A clean checkout, as a job has it. */
const sample = (fill: (folder: string) => void): Sample => {
  const folder = mkdtempSync(join(tmpdir(), 'docker-cache-bench-'))
  let serial = 0
  const change = () => {
    serial += 1
    writeFileSync(join(folder, 'source.txt'), `${serial}\n`)
    git(folder, 'add', '--all')
    git(folder, 'commit', '--quiet', '--message', `change ${serial}`)
  }
  try {
    fill(folder)
    writeFileSync(join(folder, '.dockerignore'), '.git\n')
    git(folder, 'init', '--quiet', '--initial-branch=main')
    change()
  } catch (thrown) {
    rmSync(folder, { recursive: true })
    throw thrown
  }
  return { folder, change, remove: () => rmSync(folder, { recursive: true }) }
}

const git = (folder: string, ...args: readonly string[]): void => {
  // Random bytes do not get smaller, however long git tries.
  const options = ['core.compression=0', 'user.name=Bench', 'user.email=bench@example.org']
  execFileSync('git', ['-C', folder, ...options.flatMap((each) => ['-c', each]), ...args], {
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
  })
}

/** Incompressible, piece by piece so that the size does not count. */
const writeRandom = (file: string, mebibytes: number): void => {
  const open = openSync(file, 'wx')
  try {
    for (let written = 0; written < mebibytes; written += 1) writeSync(open, randomBytes(MIB))
  } finally {
    closeSync(open)
  }
}

const writeDockerfile = (folder: string, lines: readonly string[]): void =>
  writeFileSync(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`)
