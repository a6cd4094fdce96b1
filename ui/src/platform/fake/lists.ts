/** The fake's lists. */
import type { Cell, Column, ConnectionView, Field, ListKind, ObjectKey, Problem, TableFrame, TableRow, TableSpec } from '../bindings'
import { healthOf } from './tree'
import type { Thing } from './world'

const text = (value: string): Cell => (value ? { is: 'text', text: value } : { is: 'none' })
const code = (value: string): Cell => (value ? { is: 'code', text: value } : { is: 'none' })
const count = (value: number): Cell => ({ is: 'count', count: value })
const bytes = (value: number): Cell => ({ is: 'bytes', bytes: value })
const said = (problem: Problem): Cell => ({ is: 'said', problem })
const alarm = (name: string): Problem => ({ code: 'alarm_cpu', params: { name, value: '97', level: '90' }, raw: [] })
const column = (id: string, numeric = false): Column => ({ id, numeric })

/** A link to an object. */
export const link = (one: Thing | undefined): Cell =>
  one ? { is: 'link', object: one.key, text: one.name, status: one.status } : { is: 'none' }

interface World {
  connections: ConnectionView[]
  all: Thing[]
  find: (reference: string | null) => Thing | undefined
}

type Maker = { columns: Column[]; rows: (world: World, spec: TableSpec) => TableRow[] }

const objects = (
  kind: Thing['kind'],
  columns: Column[],
  cells: (one: Thing, world: World) => Cell[],
): Maker => ({
  columns: [column('name'), ...columns],
  rows: (world, spec) =>
    world.all
      .filter((one) => one.kind === kind && belongs(one, spec.within) && chosen(one, spec.among))
      .map((one) => ({
        object: one.key,
        status: one.status,
        health: healthOf(one),
        busy: one.busy,
        cells: [text(one.name), ...cells(one, world)],
      })),
})

/** Whether it is among some. */
function chosen(one: Thing, among: ObjectKey[] | null): boolean {
  return among === null || among.some(({ reference }) => reference === one.key.reference)
}

function belongs(one: Thing, within: ObjectKey | null): boolean {
  if (!within || within.class === 'pool') return true
  return (
    one.host === within.reference ||
    one.of === within.reference ||
    one.networks.includes(within.reference) ||
    (within.class === 'host' && one.shared)
  )
}

/** The disks of an SR or the drives of a VM. */
function disks(world: World, spec: TableSpec): TableRow[] {
  return world.all.flatMap((one) =>
    one.disks
      .filter((disk) => !spec.within || [one.key.reference, disk.sr].includes(spec.within.reference))
      .map((disk) => ({
        object: one.key,
        status: 'ok' as const,
        health: null,
        busy: null,
        cells: [text(disk.name), link(world.find(disk.sr)), link(one), code(disk.device), bytes(disk.size)],
      })),
  )
}

/** The interfaces of a VM, or those on a network. */
function interfaces(world: World, spec: TableSpec): TableRow[] {
  return world.all.flatMap((one) =>
    one.networks
      .filter((network) => !spec.within || [one.key.reference, network].includes(spec.within.reference))
      .map((network, index) => ({
        object: one.key,
        status: one.status,
        health: healthOf(one),
        busy: one.busy,
        cells: [
          text(`eth${index}`),
          link(one),
          link(world.find(network)),
          code(`3e:1f:${one.uuid.slice(0, 2)}:${one.uuid.slice(2, 4)}:${one.uuid.slice(4, 6)}:0${index}`),
          code(one.address),
        ],
      })),
  )
}

function messages(world: World, spec: TableSpec): TableRow[] {
  const about = spec.within ? world.all.filter((one) => one.key.reference === spec.within?.reference) : world.all
  return about.slice(0, 3).map((one, index) => ({
    object: one.key,
    status: index === 0 ? ('degraded' as const) : ('ok' as const),
    health: null,
    busy: null,
    cells: [
      said(index === 0 ? alarm(one.name) : { code: 'VM_STARTED', params: {}, raw: [] }),
      { is: 'time', unix: Math.floor(Date.now() / 1000) - 3_000 * (index + 1) } as Cell,
      { is: 'term', term: index === 0 ? 'severity3' : 'severity5' } as Cell,
      text(`${one.name}: value crossed its threshold`),
    ],
  }))
}

const nothing: Maker = { columns: [column('name')], rows: () => [] }

const LISTS: Record<ListKind, Maker> = {
  pools: {
    columns: [column('name'), column('hosts', true), column('vms', true), column('description')],
    rows: ({ connections, all }) =>
      all
        .filter((one) => one.kind === 'pool')
        .map((one) => {
          const own = all.filter(({ key }) => key.connection === one.key.connection)
          const connection = connections.find(({ id }) => id === one.key.connection)
          return {
            object: one.key,
            status: connection?.status ?? 'unknown',
            health: own.map(healthOf).find((ill) => ill !== null) ?? null,
            busy: null,
            cells: [
              text(connection?.name ?? ''),
              count(own.filter(({ kind }) => kind === 'host').length),
              count(own.filter(({ kind }) => kind === 'vm').length),
              text(one.description),
            ],
          }
        }),
  },
  hosts: objects(
    'host',
    [column('address'), column('vms', true), column('memory'), column('version')],
    (one, { all }) => [
      code(one.address),
      count(all.filter((vm) => vm.kind === 'vm' && vm.host === one.key.reference).length),
      { is: 'meter', used: one.used, total: one.memory },
      text(one.os),
    ],
  ),
  vms: objects(
    'vm',
    [column('status'), column('host'), column('vcpus', true), column('memory', true), column('address'), column('os'), column('tags')],
    (one, { find }) => [
      { is: 'status', status: one.status },
      link(find(one.host)),
      count(one.vcpus),
      bytes(one.memory),
      code(one.address),
      text(one.os),
      { is: 'list', items: one.tags.map(text) },
    ],
  ),
  templates: objects('template', [column('vcpus', true), column('memory', true)], (one) => [
    count(one.vcpus),
    bytes(one.memory),
  ]),
  snapshots: objects('snapshot', [column('vm'), column('created')], (one, { find }) => [
    link(find(one.of)),
    { is: 'time', unix: one.started ?? 0 },
  ]),
  srs: objects(
    'sr',
    [column('type'), column('shared'), column('used'), column('host')],
    (one, { find }) => [
      code(one.type),
      { is: 'flag', on: one.shared },
      { is: 'meter', used: one.used, total: one.size },
      link(find(one.host)),
    ],
  ),
  networks: objects('network', [column('bridge'), column('vlan', true), column('mtu', true)], (one) => [
    code(one.type),
    one.vlan === null ? { is: 'none' } : count(one.vlan),
    count(1500),
  ]),
  disks: {
    columns: [column('name'), column('sr'), column('vm'), column('device'), column('size', true)],
    rows: disks,
  },
  vifs: {
    columns: [column('device'), column('vm'), column('network'), column('mac'), column('address')],
    rows: interfaces,
  },
  messages: {
    columns: [column('subject'), column('time'), column('priority'), column('body')],
    rows: messages,
  },
  pifs: nothing,
  pbds: nothing,
}

function sortKey(cell: Cell | undefined): string | number {
  switch (cell?.is) {
    case 'text':
    case 'code':
    case 'link':
      return cell.text.toLowerCase()
    case 'bytes':
      return cell.bytes
    case 'count':
      return cell.count
    case 'meter':
      return cell.used / cell.total
    case 'time':
      return cell.unix
    case 'flag':
      return Number(cell.on)
    default:
      return ''
  }
}

/** What some columns of chosen rows come to. */
function sums(columns: Column[], rows: TableRow[]): Field[] {
  const summed = { vcpus: 'count', memory: 'bytes' } as const
  return columns.flatMap(({ id }, at) => {
    const is = summed[id as keyof typeof summed]
    if (!is) return []
    const sum = rows.reduce((all, { cells }) => all + Number(sortKey(cells[at]) || 0), 0)
    return [{ id, value: is === 'count' ? count(sum) : bytes(sum) }]
  })
}

/** A window on a list. */
export function tableFrame(
  spec: TableSpec,
  connections: ConnectionView[],
  things: Map<string, Thing[]>,
): TableFrame {
  const all = [...things.entries()]
    .filter(([id]) => !spec.connection || spec.connection === id)
    .filter(([id]) => !spec.within || spec.within.connection === id)
    .flatMap(([, own]) => own)
  const byReference = new Map(all.map((one) => [one.key.reference, one]))
  const maker = LISTS[spec.list]
  const find = (reference: string | null) => (reference ? byReference.get(reference) : undefined)
  const words = spec.filter.toLowerCase().split(/\s+/).filter(Boolean)
  const rows = maker
    .rows({ connections, all, find }, spec)
    .filter((row) => words.every((word) => row.cells.some((cell) => String(sortKey(cell)).includes(word))))
  const at = Math.max(0, maker.columns.findIndex((one) => one.id === spec.sort?.column))
  const sign = spec.sort?.descending ? -1 : 1
  rows.sort((a, b) => {
    const [left, right] = [sortKey(a.cells[at]), sortKey(b.cells[at])]
    if (typeof left === 'number' && typeof right === 'number') return (left - right) * sign
    return String(left).localeCompare(String(right), undefined, { numeric: true }) * sign
  })
  return {
    columns: maker.columns,
    sort: spec.sort,
    sums: spec.among === null ? [] : sums(maker.columns, rows),
    total: rows.length,
    offset: spec.offset,
    rows: rows.slice(spec.offset, spec.offset + spec.rows),
  }
}
