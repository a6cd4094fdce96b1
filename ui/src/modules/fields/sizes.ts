/** The units in which sizes are typed. */
export const UNITS = ['MiB', 'GiB', 'TiB'] as const
export type Unit = (typeof UNITS)[number]

const FACTOR: Record<Unit, number> = { MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 }

/** A number as people type it, with a comma or a point; null where it is none. */
export function numberOf(text: string): number | null {
  const plain = text.trim().replace(',', '.')
  return /^\d+(\.\d*)?$/.test(plain) ? Number(plain) : null
}

/** A typed size in bytes; null where it is none. */
export function bytesOf(text: string, unit: Unit): number | null {
  const number = numberOf(text)
  return number === null ? null : Math.round(number * FACTOR[unit])
}

/** A size as it is typed: in the largest unit that says it exactly in few digits. */
export function shownIn(bytes: number): { text: string; unit: Unit } {
  const short = [...UNITS].reverse().find((unit) => bytes >= FACTOR[unit] && Number.isInteger((bytes / FACTOR[unit]) * 100))
  const unit = short ?? 'MiB'
  return { text: String(bytes / FACTOR[unit]), unit }
}
