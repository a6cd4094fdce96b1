/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/
const NUMBER = /^-?\d+(?:\.\d+)?$/
const QUOTED = /[",\n\r]/

/** One value: nothing that a pool says is run by whoever opens it. */
function written(value: string): string {
  const safe = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Lines of comma-separated values, as RFC 4180 has them. */
export function csv(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `${line.map(written).join(',')}\r\n`).join('')
}
