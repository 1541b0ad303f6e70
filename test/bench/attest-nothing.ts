import { actionsRunner } from '@ci-kit/core/adapters/actions-runner'
import { contextOf } from '@ci-kit/core/event'
import { optionalText, secret } from '@ci-kit/core/inputs'
import { runAction } from '@ci-kit/core/run-action'

/*
 * The program of an action that does nothing but what every action does: read
 * its event and inputs, and write to the log, the summary and the outputs.
 * Nothing imports it: it is bundled.
 */

const runner = actionsRunner(process)

void runAction(runner, async () => {
  const { repository } = contextOf(process.env, process.cwd())
  secret(runner.inputs, 'github-token')
  const subject = optionalText(runner.inputs, 'subject-digest')
  runner.log.info(`Nothing is done with ${subject} of ${repository}.`)
  runner.summary.append('Nothing was done.\n')
  return { verified: true }
})
