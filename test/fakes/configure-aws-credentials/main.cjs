const { appendFileSync } = require('node:fs')

const input = (name) => process.env[`INPUT_${name.toUpperCase()}`] ?? ''

const refuse = (message) => {
  process.stdout.write(`::error::${message}\n`)
  process.exit(1)
}

const region = input('aws-region')
const role = input('role-to-assume')
if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) refuse(`Region is not valid: ${region}`)
if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(role)) refuse(`No role to assume: '${role}'`)
if (!process.env.ACTIONS_ID_TOKEN_REQUEST_URL)
  refuse('The job lacks permissions: id-token: write, so it cannot assume a role.')

const variables = {
  AWS_DEFAULT_REGION: region,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'simulated',
  AWS_SESSION_TOKEN: 'simulated-session',
}
const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
appendFileSync(process.env.GITHUB_ENV, lines.join(''))
appendFileSync(process.env.GITHUB_OUTPUT, `aws-account-id=${role.split(':')[4]}\n`)
