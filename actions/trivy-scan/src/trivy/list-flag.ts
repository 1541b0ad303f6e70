/**
 * A flag that takes a list. Trivy reads it as one record of CSV by RFC 4180
 * (spf13/pflag, StringSlice), and spf13/viper strips one bracket from its ends.
 */
export const listFlag = (name: string, values: readonly string[]): string =>
  `--${name}=${values.map(field).join(',')}`

const field = (value: string): string =>
  /[",\r\n[\]]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
