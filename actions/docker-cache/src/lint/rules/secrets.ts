import { operands } from '../../dockerfile/copy-sources.ts'
import { argPairs, envPairs, type KeyValue } from '../../dockerfile/key-values.ts'
import { type Rule, remark } from '../rule.ts'
import type { CheckedInstruction, Subject } from '../subject.ts'

/** Names that end like those of secrets; `…_FILE`, `…_URL` and the like are none. */
const NAME =
  /(?:^|_)(?:API_?KEY|APIKEY|AUTH_?TOKEN|ACCESS_KEY|SECRET|SECRET_(?:ACCESS_)?KEY|PRIVATE_KEY|PASSWORD|PASSWD|PASS_?PHRASE|TOKEN|CREDENTIALS?)$/i
const PUBLIC = /(?:^|_)PUBLIC(?:_|$)/i

/** Values that nothing but a secret looks like, by the prefixes their issuers gave them. */
const VALUE =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{40}|\bglpat-[\w-]{20}|\bnpm_[A-Za-z0-9]{36}\b|\bxox[abprs]-[\w-]{10}|\bsk_live_\w{16}|\bdckr_pat_[\w-]{20}/

const FIX =
  'Give it as a secret of the build (inputs `secret-files` or `secret-envs`) and read it with `RUN --mount=type=secret,id=…`; at run time, give it to the container.'

/** Whoever can pull an image can read its arguments and variables. */
export const secretInArgOrEnv: Rule = {
  id: 'secret-in-arg-or-env',
  buildkit: 'SecretsUsedInArgOrEnv',
  check: (subject) =>
    pairsIn(subject).flatMap(({ checked, pair }) => {
      const { name } = pair
      if (hasSecretValue(pair) || !isSecretName(name) || isHarmless(pair)) return []
      const keyword = checked.instruction.name
      return [
        remark(
          checked.instruction,
          `${keyword} ${name} looks like a secret, and stays readable in the image's ${keyword === 'ARG' ? 'history' : 'configuration'}.`,
          FIX,
        ),
      ]
    }),
}

/** BuildKit looks at names only, so this is never said twice. */
export const secretValue: Rule = {
  id: 'secret-in-arg-or-env',
  check: (subject) =>
    pairsIn(subject).flatMap(({ checked: { instruction }, pair }) => {
      if (!hasSecretValue(pair)) return []
      const message = `The value of ${instruction.name} ${pair.name} is a secret by its form. It is in the repository and in the image: replace it where it came from.`
      return [remark(instruction, message, FIX)]
    }),
}

const pairsIn = ({ built, dockerfile: { escapeToken } }: Subject) =>
  built.flatMap((checked) => {
    const { name, text } = checked.instruction
    const pairs = name === 'ARG' ? argPairs(text, escapeToken) : []
    return [...pairs, ...(name === 'ENV' ? envPairs(text, escapeToken) : [])].map((pair) => ({
      checked,
      pair,
    }))
  })

const hasSecretValue = ({ value = '' }: KeyValue): boolean => VALUE.test(value)

const isSecretName = (name: string): boolean => NAME.test(name) && !PUBLIC.test(name)

/** Empty, a switch, or a path to where the secret will be. */
const isHarmless = ({ value }: KeyValue): boolean =>
  value !== undefined && /^["']?(?:|true|false|\d|\/[\w./-]+)["']?$/i.test(value)

const SECRET_FILE =
  /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.git-credentials|\.pgpass|\.aws\/credentials|\.docker\/config\.json)$/

/** A file that is copied stays in its layer and in the cache, also when a later step removes it. */
export const secretFileCopied: Rule = {
  id: 'secret-file-copied',
  check: ({ built, dockerfile: { escapeToken } }) =>
    built.flatMap((checked) => secretFiles(checked, escapeToken)),
}

const secretFiles = ({ instruction, copied }: CheckedInstruction, escapeToken: string) =>
  copied.paths
    .filter((path) => SECRET_FILE.test(path))
    .map((path) =>
      remark(
        instruction,
        `${path} holds credentials, and stays in the layer of ${instruction.name}, in the image or in its cache.`,
        `Mount it where it is needed: \`RUN --mount=type=secret,id=${path.split('/').at(-1)},target=${operands(instruction, escapeToken).at(-1)} …\`.`,
      ),
    )
