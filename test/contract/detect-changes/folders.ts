import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach } from '@jest/globals'
import { remove, temporaryFolder } from './repository.ts'

/** Everything of the running test: made before each test of a file that imports this, and removed after it. */
export let root: string
/** A folder in it for what the action keeps for a while. */
export let temp: string

beforeEach(() => {
  root = temporaryFolder()
  temp = join(root, 'temp')
  mkdirSync(temp)
})
afterEach(() => remove(root))
