import type { Column, ListKind } from '@/platform/bindings'

/**
 * Columns that need more or less room than others: least width in pixels, share of what is left.
 * `list.column` goes before `column`.
 */
const ROOM: Record<string, [least: number, share: number]> = {
  name: [220, 2],
  status: [104, 0.5],
  description: [200, 2],
  body: [260, 4],
  subject: [200, 2],
  os: [180, 2],
  address: [140, 1],
  mac: [150, 0.5],
  used: [220, 1],
  'hosts.memory': [220, 1],
  'pools.memory': [220, 1],
  memory: [100, 0.4],
  version: [120, 0.7],
  created: [190, 0.4],
  time: [190, 0.4],
  uptime: [190, 0.4],
  kind: [200, 1],
  network: [150, 1.2],
  sr: [150, 1.2],
  speed: [100, 0.4],
  tags: [120, 1],
}
const NUMBER: [number, number] = [76, 0.4]
const OTHER: [number, number] = [110, 1]

function room(list: ListKind, { id, numeric }: Column): [number, number] {
  return ROOM[`${list}.${id}`] ?? ROOM[id] ?? (numeric ? NUMBER : OTHER)
}

/** The widths, as a grid's template. */
export function gridTemplate(list: ListKind, columns: Column[]): string {
  return columns.map((column) => room(list, column)).map(([least, share]) => `minmax(${least}px, ${share}fr)`).join(' ')
}

/** How wide a row is at least, in pixels; every row the same, whatever is in it. */
export function leastWidth(list: ListKind, columns: Column[]): number {
  return columns.map((column) => room(list, column)).reduce((sum, [least]) => sum + least, 0)
}
