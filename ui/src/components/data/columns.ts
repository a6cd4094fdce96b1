import type { Column } from '@/platform/bindings'

/** Columns that need more or less room than others: least width in pixels, share of what is left. */
const ROOM: Record<string, [least: number, share: number]> = {
  name: [220, 3],
  status: [104, 0.5],
  description: [200, 3],
  body: [260, 4],
  subject: [200, 2],
  os: [180, 2],
  address: [140, 1],
  mac: [150, 0.5],
  used: [220, 1],
  memory: [110, 0.5],
  version: [120, 0.7],
  created: [160, 0.5],
  time: [160, 0.5],
  uptime: [160, 0.5],
  tags: [120, 1],
}
const NUMBER: [number, number] = [76, 0.4]
const OTHER: [number, number] = [110, 1]

function room({ id, numeric }: Column): [number, number] {
  return ROOM[id] ?? (numeric ? NUMBER : OTHER)
}

/** The widths, as a grid's template. */
export function gridTemplate(columns: Column[]): string {
  return columns.map(room).map(([least, share]) => `minmax(${least}px, ${share}fr)`).join(' ')
}

/** How wide a row is at least, in pixels; every row the same, whatever is in it. */
export function leastWidth(columns: Column[]): number {
  return columns.map(room).reduce((sum, [least]) => sum + least, 0)
}
