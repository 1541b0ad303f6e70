import { outputsTable } from './catalog-actions.mjs'
import { cell, code, fenced, listed, table } from './markdown.mjs'

/** @typedef {import('./types.d.mts').ReusableWorkflow} ReusableWorkflow */

const catalogFile = 'action-catalog.md'

/** The name that GitHub gives to a heading. @param {string} heading */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')

/**
 * @param {ReusableWorkflow[]} workflows
 * @param {string} [file] that holds their sections
 * @returns {string} empty when there is none
 */
export const workflowsTable = (workflows, file = catalogFile) =>
  workflows.length === 0
    ? ''
    : table(
        ['Workflow', 'What it does'],
        workflows.map((workflow) => [
          `[${code(workflow.file)}](${file}#${anchor(workflow.file)})`,
          cell(workflow.purpose),
        ]),
      )

/** @param {ReusableWorkflow} workflow */
const inputs = (workflow) =>
  workflow.inputs.length === 0
    ? 'No inputs.'
    : table(
        ['Input', 'Description', 'Type', 'Required', 'Default'],
        workflow.inputs.map(({ name, description, type, required, default: preset }) => [
          code(name),
          cell(description),
          code(type),
          required ? 'yes' : 'no',
          code(preset ?? ''),
        ]),
      )

/** @param {ReusableWorkflow} workflow */
const secrets = (workflow) =>
  workflow.secrets.length === 0
    ? 'No secrets.'
    : table(
        ['Secret', 'Description', 'Required'],
        workflow.secrets.map(({ name, description, required }) => [
          code(name),
          cell(description),
          required ? 'yes' : 'no',
        ]),
      )

/** @param {ReusableWorkflow} workflow */
const section = (workflow) =>
  [
    `### ${workflow.file}`,
    cell(workflow.purpose),
    code(`uses: ${workflow.uses}`),
    ...listed('Permissions that the calling job grants', workflow.permissions),
    ...(workflow.example === undefined ? [] : ['#### Example', fenced(workflow.example)]),
    '#### Inputs',
    inputs(workflow),
    '#### Secrets',
    secrets(workflow),
    '#### Outputs',
    outputsTable(workflow),
  ].join('\n\n')

/**
 * What the catalog says about the workflows that others can call.
 * @param {ReusableWorkflow[]} workflows
 * @returns {string[]} paragraphs; none when there is no such workflow
 */
export const workflowSections = (workflows) =>
  workflows.length === 0
    ? []
    : ['## Reusable workflows', workflowsTable(workflows, ''), ...workflows.map(section)]
