import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findBuildx } from '@ci-kit/docker-cache/build/find-buildx'
import { expect, test } from '@jest/globals'
import { folderOfPrograms, folderWith } from '../../folders.ts'

const pathOf = (...folders: string[]) => folders.join(delimiter)

test('the plugin in DOCKER_CONFIG is started itself when there is a docker client', () => {
  const client = folderOfPrograms('docker', 'buildx')
  const config = folderWith()
  symlinkSync(folderOfPrograms('docker-buildx'), join(config, 'cli-plugins'))
  expect(findBuildx({ PATH: client, DOCKER_CONFIG: config })).toEqual({
    program: join(config, 'cli-plugins', 'docker-buildx'),
    prefix: [],
  })
})

test('the first program on PATH wins', () => {
  const [one, two] = [folderOfPrograms('buildx'), folderOfPrograms('buildx')]
  expect(findBuildx({ PATH: pathOf(one, two), HOME: folderWith() }).program).toBe(
    join(one, 'buildx'),
  )
})

test('folders, files that are no programs and folders that are not there are passed over', () => {
  const [folder, file, dangling] = [folderWith(), folderOfPrograms('buildx'), folderWith()]
  mkdirSync(join(folder, 'buildx'))
  chmodSync(join(file, 'buildx'), 0o644)
  symlinkSync('/nowhere', join(dangling, 'buildx'))
  const real = folderOfPrograms('buildx')
  const PATH = pathOf(folder, file, dangling, '/nowhere/at/all', real)
  expect(findBuildx({ PATH, HOME: folderWith() }).program).toBe(join(real, 'buildx'))
})
