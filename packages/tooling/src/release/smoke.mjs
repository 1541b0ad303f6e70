import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TaskError } from '../errors.mjs'
import { run } from '../processes.mjs'
import { programs } from './tree-checks.mjs'

const timeLimit = 60_000

/** What a program says that could not be loaded, or that met what its author did not expect. */
const broken =
  /ERR_[A-Z_]+|Cannot find (?:module|package)|(?:Syntax|Type|Reference)Error|Unexpected error|^\s+at /m

/** An error of a step that got no inputs, as a workflow's author sees it. */
const clear = /^::error[^\n]*::[^\n]*(?:\binputs?\b|\bwith:)/im

/**
 * The folders at the root of a release that users name.
 * @param {string} tree
 * @returns {string[]} names, sorted
 */
const rootActions = (tree) =>
  readdirSync(tree)
    .filter((name) => lstatSync(join(tree, name)).isDirectory())
    .filter((name) => existsSync(join(tree, name, 'action.yml')))
    .sort()

/**
 * @param {string} said
 * @param {string} what
 * @returns {string}
 */
const complaint = (said, what) => `${what}:\n${said.trim().split('\n').slice(-15).join('\n')}`

/** @param {string} name @param {{ code: number, all: string }} ended */
const judgeMain = (name, { code, all }) =>
  code === 1 && clear.test(all) && !broken.test(all)
    ? []
    : [
        complaint(
          all,
          `${name} should end with code 1 and say which input it lacks; it ended with ${code}`,
        ),
      ]

/** @param {string} name @param {{ code: number, all: string }} ended */
const judgePost = (name, { code, all }) =>
  code === 0 && !broken.test(all)
    ? []
    : [complaint(all, `The post step of ${name} should have nothing to do; it ended with ${code}`)]

/**
 * Starts every action of a release with no inputs, in an empty environment and
 * an empty folder, and looks whether it says what it lacks.
 * @param {string} tree
 * @param {string} node the program
 * @returns {Promise<string[]>} complaints; none when all is well
 */
export const smoke = async (tree, node) => {
  const names = rootActions(tree)
  if (names.length === 0) throw new TaskError(`There is no action in ${tree}.`)
  const cwd = mkdtempSync(join(tmpdir(), 'ci-kit-smoke-'))
  /** @param {string} file */
  const start = (file) => run(node, [join(tree, file)], { cwd, env: {}, timeLimit })
  try {
    /** @type {string[]} */
    const found = []
    for (const name of names) {
      const path = `${name}/action.yml`
      const { main, post } = programs(path, readFileSync(join(tree, path), 'utf8'))
      if (main === undefined) found.push(`${path} names no main program.`)
      else found.push(...judgeMain(name, await start(main)))
      if (post !== undefined) found.push(...judgePost(name, await start(post)))
    }
    return found
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
