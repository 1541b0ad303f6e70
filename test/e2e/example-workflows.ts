import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { workflowFiles } from '@ci-kit/tooling/workflow-lint'
import { yamlBlocks } from '@ci-kit/tooling/yaml-blocks'

/** Something that people copy, as a whole workflow. */
export type Example = {
  /** Where it stands, such as `README.md:42`. */
  readonly place: string
  readonly yaml: string
  /** Whether it shows what people have before they come; a guide fences it as `yaml before`. */
  readonly before: boolean
}

/**
 * A guide shows the part that matters, a job or some steps; the linters want a
 * whole workflow. What is put around it grants nothing, and has the jobs whose
 * outputs the steps take. Undefined for YAML that is something else, such as a file
 * of filters.
 */
const wholeWorkflow = (yaml: string): string | undefined => {
  if (/^on:/m.test(yaml)) return yaml
  const head = 'on: push\npermissions: {}\n'
  if (/^jobs:/m.test(yaml)) return `${head}${yaml}`
  const job = jobOf(yaml)
  if (job !== undefined) return `${head}jobs:\n${jobsBefore(yaml)}  job:\n${job}`
  const areJobs = /^ {2,}(steps|uses|runs-on):/m.test(yaml)
  return areJobs ? `${head}jobs:\n${indented(yaml, 2)}` : undefined
}

/** The lines of a job that a part of one makes, below its id. */
const jobOf = (yaml: string): string | undefined => {
  const jobs = neededJobs(yaml)
  const needs = jobs.length === 0 ? '' : `    needs: [${jobs.join(', ')}]\n`
  const runner = '    runs-on: ubuntu-latest\n'
  if (/^- (uses|run|if|id|name):/m.test(yaml))
    return `${needs}${runner}    steps:\n${indented(yaml, 6)}`
  if (/^steps:/m.test(yaml)) return `${needs}${runner}${indented(yaml, 4)}`
  return /^(runs-on|uses):/m.test(yaml) ? indented(yaml, 4) : undefined
}

const outputsTaken = (yaml: string): [string, string][] =>
  [...yaml.matchAll(/\bneeds\.([\w-]+)\.outputs\.([\w-]+)/g)].map(([, job = '', output = '']) => [
    job,
    output,
  ])

const neededJobs = (yaml: string): string[] => [...new Set(outputsTaken(yaml).map(([job]) => job))]

const jobsBefore = (yaml: string): string =>
  neededJobs(yaml)
    .map((job) => {
      const outputs = outputsTaken(yaml).filter(([from]) => from === job)
      const declared = [...new Set(outputs.map(([, output]) => `${output}: some`))].join(', ')
      return `  ${job}: { runs-on: ubuntu-latest, outputs: { ${declared} }, steps: [{ run: 'true' }] }\n`
    })
    .join('')

const indented = (yaml: string, by: number): string => yaml.replace(/^(?=.)/gm, ' '.repeat(by))

const tracked = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')

/** Every block of a Markdown file that is a workflow or a part of one. */
export const examplesIn = (file: string, markdown: string): Example[] =>
  yamlBlocks(markdown).flatMap(({ yaml, line, note }) => {
    const workflow = wholeWorkflow(yaml)
    return workflow === undefined
      ? []
      : [{ place: `${file}:${line}`, yaml: workflow, before: note === 'before' }]
  })

/** Every workflow of the repository and its examples, and all that its guides show. */
export const allExamples = (): Example[] => [
  ...workflowFiles('.').map((file) => ({
    place: file,
    yaml: readFileSync(file, 'utf8'),
    before: false,
  })),
  ...tracked().flatMap((file) => examplesIn(file, readFileSync(file, 'utf8'))),
]
