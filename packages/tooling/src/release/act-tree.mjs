import { mkdirSync } from 'node:fs'
import { must } from '../processes.mjs'
import { releaseFiles } from './files.mjs'
import { forAct, isReusable } from './rewrites.mjs'
import { writeFiles } from './write.mjs'

/** Nothing of the machine's own git: no hooks, no signatures, no conversion of line ends. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'ci-kit',
  GIT_AUTHOR_EMAIL: 'ci-kit@localhost',
  GIT_COMMITTER_NAME: 'ci-kit',
  GIT_COMMITTER_EMAIL: 'ci-kit@localhost',
}

/**
 * Makes the tree of a release as a git repository of its own, on branch `main`
 * with tag `v1`, in the words that act understands. Takes the files from the
 * work tree, committed or not, without workflows that nobody can call.
 * @param {string} root
 * @param {string} into a folder that is new or empty
 * @returns {Promise<void>}
 */
export const makeActTree = async (root, into) => {
  const files = releaseFiles(root, 'main')
  for (const [path, content] of files) {
    if (!path.startsWith('.github/workflows/')) continue
    const workflow = content.toString()
    if (isReusable(workflow)) files.set(path, Buffer.from(forAct(workflow)))
    else files.delete(path)
  }
  writeFiles(files, into)
  mkdirSync(into, { recursive: true })
  for (const args of [
    ['init', '--quiet', '--template=', '--initial-branch=main'],
    ['add', '--all', '--force'],
    ['commit', '--quiet', '--message=release tree for act'],
    ['tag', 'v1'],
  ])
    await must('git', args, { cwd: into, env: environment })
}
