import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { debianRootfs } from '@ci-kit/tooling/debian-rootfs'
import { onPath } from '@ci-kit/tooling/paths'
import { expect, test } from '@jest/globals'
import { tempFolder } from '../unit/tooling/temp-folder.ts'

const onDebian = onPath('apt-get') && onPath('dpkg-deb') ? test : test.skip

onDebian(
  'packages are unpacked once, with what they need to run',
  async () => {
    const cache = tempFolder()
    const wanted = { packages: ['zlib1g', 'busybox-static'], cache }
    const [first, second] = await Promise.all([debianRootfs(wanted), debianRootfs(wanted)])
    expect(second).toEqual(first)
    expect(first.packages.map((each) => each.split('_')[0])).toEqual(
      expect.arrayContaining(['busybox-static', 'libc6', 'zlib1g']),
    )
    const busybox = ['bin/busybox', 'usr/bin/busybox'].find((file) =>
      existsSync(join(first.folder, file)),
    )
    expect(busybox).toBeDefined()
    const said = execFileSync(join(first.folder, busybox ?? ''), ['echo', 'works'], {
      encoding: 'utf8',
    })
    expect(said).toBe('works\n')
    expect(existsSync(join(first.folder, 'lib64'))).toBe(process.arch === 'x64')
    expect(readdirSync(join(cache, 'rootfs'))).toHaveLength(1)
  },
  60_000,
)

onDebian(
  'a package that does not exist is named',
  async () => {
    const missing = debianRootfs({ packages: ['no-such-package-here'], cache: tempFolder() })
    await expect(missing).rejects.toThrow('no-such-package-here')
  },
  60_000,
)
