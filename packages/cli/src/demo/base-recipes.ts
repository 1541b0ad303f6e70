import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Exec } from '@ci-kit/core/exec'
import { debianRootfs, installersOnly } from '@ci-kit/tooling/debian-rootfs'
import { run } from './tool-run.ts'

/** Names of the Dockerfiles' build arguments for base images. */
export const BASES = ['NODE', 'PYTHON', 'BUSYBOX'] as const
export type Base = (typeof BASES)[number]

type Recipe = {
  /** Debian packages with what they depend on. */
  readonly packages: readonly string[]
  /** Where the Node of this process goes, if it does. */
  readonly node?: string
}

const RECIPES: Readonly<Record<Base, Recipe>> = {
  // What ldd says about Node's own binary.
  NODE: { packages: ['libc6', 'libstdc++6', 'libgcc-s1'], node: 'usr/local/bin/node' },
  PYTHON: { packages: ['python3-minimal', 'libpython3-stdlib'] },
  BUSYBOX: { packages: [] },
}

/** Parts of Python's library that no service of the shop uses, and their kin. */
const UNUSED = ['libnsl2', 'libsqlite3-0', 'libdb5.3', 'libreadline8', 'libncursesw6']
/** Documentation, translations and character sets. */
const BALLAST = ['usr/share', 'usr/lib/x86_64-linux-gnu/gconv', 'usr/lib/aarch64-linux-gnu/gconv']

/** Debian has the second, Ubuntu all of them. */
const RELEASE_FILES = ['etc/os-release', 'etc/debian_version', 'etc/lsb-release']

export type Ingredients = {
  readonly exec: Exec
  /** Absolute path of a static busybox. */
  readonly busybox: string
  readonly signal: AbortSignal
  /** Tells people what takes time. */
  readonly say: (line: string) => void
}

/** Fills a folder with the root file system of a base image. */
export const fillRootfs = async (
  base: Base,
  folder: string,
  { exec, busybox }: Pick<Ingredients, 'exec' | 'busybox'>,
): Promise<void> => {
  const { packages, node } = RECIPES[base]
  if (packages.length > 0) {
    const excluded = [...installersOnly, ...UNUSED]
    const rootfs = await debianRootfs({ packages: [...packages], excluded })
    cpSync(rootfs.folder, folder, { recursive: true, verbatimSymlinks: true })
    // The packages are those of this machine's release, and scanners ask which one it is.
    for (const file of RELEASE_FILES.filter((name) => existsSync(join('/', name))))
      copyFileSync(join('/', file), join(folder, file))
  }
  for (const part of BALLAST) rmSync(join(folder, part), { recursive: true, force: true })
  await addShell(folder, exec, busybox)
  if (node) copyProgram(process.execPath, join(folder, node))
  mkdirSync(join(folder, 'tmp'), { mode: 0o1777 })
}

const addShell = async (folder: string, exec: Exec, busybox: string): Promise<void> => {
  const programs = join(folder, 'usr/bin')
  copyProgram(busybox, join(programs, 'busybox'))
  if (!existsSync(join(folder, 'bin'))) symlinkSync('usr/bin', join(folder, 'bin'))
  const applets = await run(exec, busybox, ['--list'])
  for (const applet of applets.split('\n')) {
    if (applet !== 'busybox' && !existsSync(join(programs, applet)))
      symlinkSync('busybox', join(programs, applet))
  }
}

const copyProgram = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}
