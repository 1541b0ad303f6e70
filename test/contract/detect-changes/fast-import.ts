import { execFileSync } from 'node:child_process'

/** A file as a tree has it. Submodules hold the id of a commit. */
export type Leaf = {
  readonly mode: '100644' | '100755' | '120000' | '160000'
  readonly content: string
}

export type Files = ReadonlyMap<string, Leaf>

/** Makes a commit without parents of exactly these files, far quicker than by a work tree; answers its id. */
export const importCommit = (folder: string, ref: string, files: Files): string => {
  const lines = [...files].map(([path, leaf]) => change(path, leaf))
  const stream = `commit ${ref}\ncommitter T <t@example.org> 0 +0000\ndata 0\ndeleteall\n${lines.join('')}\n`
  const run = (args: readonly string[], input: string): string =>
    execFileSync('git', ['-C', folder, ...args], {
      input,
      env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' },
    }).toString()
  run(['fast-import', '--quiet', '--force'], stream)
  return run(['rev-parse', ref], '').trim()
}

const change = (path: string, { mode, content }: Leaf): string => {
  if (mode === '160000') return `M 160000 ${content} ${quoted(path)}\n`
  return `M ${mode} inline ${quoted(path)}\ndata ${Buffer.byteLength(content)}\n${content}\n`
}

/** As C writes strings. A `\` before three octal digits stays: it makes bytes that are no UTF-8. */
const quoted = (path: string): string =>
  `"${path
    .replace(/\\(?![0-3][0-7]{2})/g, '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')}"`
