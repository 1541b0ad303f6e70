import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from '@jest/globals'
import { scanTool } from '../fakes/trivy-tools.ts'
import { SYSTEM_PATH } from './trivy-scan-workbench.ts'

export type TrivyWrapper = {
  /** A folder outside of the workspace, for what the wrapper writes. */
  folder(): string
  /** Puts a trivy there that runs these lines of shell and then the real one; answers the PATH with it. */
  wrapped(...lines: readonly string[]): string
}

/** Call it at the top of a file of tests. */
export const trivyWrapper = (): TrivyWrapper => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trivy-scan-program-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  return {
    folder: () => folder,
    wrapped: (...lines) => {
      const program = join(folder, 'trivy')
      const real = `exec '${scanTool('trivy')}' "$@"`
      writeFileSync(program, ['#!/bin/sh', ...lines, real, ''].join('\n'))
      chmodSync(program, 0o755)
      return `${folder}:${SYSTEM_PATH}`
    },
  }
}
