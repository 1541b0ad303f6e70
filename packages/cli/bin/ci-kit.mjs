#!/usr/bin/env node
import { existsSync } from 'node:fs'

const main = new URL('../lib/main.js', import.meta.url)
const [major] = process.versions.node.split('.')

/** @param {string} message */
const refuse = (message) => {
  process.stderr.write(`ci-kit: ${message}\n`)
  process.exitCode = 1
}

if (!existsSync(main))
  refuse("it is not compiled yet. Run 'npm run build', then again 'npx ci-kit'.")
else if (Number(major) < 24)
  refuse(
    `this is Node ${major}, and actions run on 24. 'npx ci-kit' takes the one that set-up brings.`,
  )
else await import(main.href)
