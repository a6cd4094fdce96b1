/** The fake's tree: the engine's projection in small. */
import type { ConnectionView, TreeFrame, TreeRow, TreeSpec } from '../bindings'
import type { Thing } from './world'

function grouped<K>(things: Thing[], key: (one: Thing) => K): Map<K, Thing[]> {
  const found = new Map<K, Thing[]>()
  for (const one of things) {
    const list = found.get(key(one))
    if (list) list.push(one)
    else found.set(key(one), [one])
  }
  return found
}

interface Node {
  row: Omit<TreeRow, 'depth' | 'expanded' | 'expandable' | 'position'>
  children: Node[]
  openByDefault: boolean
}

/** Whether it is not well. */
export const healthOf = ({ status, kind, warnings }: Thing): 'degraded' | 'broken' | null => {
  if (status === 'degraded' || status === 'broken') return status
  return kind === 'host' && warnings.length > 0 ? 'degraded' : null
}

function worst(children: Node[]): 'degraded' | 'broken' | null {
  const found = children.map(({ row }) => row.health)
  if (found.includes('broken')) return 'broken'
  return found.includes('degraded') ? 'degraded' : null
}

function node(one: Thing, children: Node[] = [], openByDefault = false): Node {
  return {
    openByDefault,
    children,
    row: {
      id: `${one.key.connection}/${one.key.reference}`,
      kind: one.kind,
      name: one.name,
      connection: one.key.connection,
      object: one.key,
      status: one.status,
      busy: one.busy,
      count: null,
      load: one.kind === 'host' ? one.used / one.memory : null,
      health: healthOf(one),
      unwell: children.filter(({ row }) => row.health !== null).length,
    },
  }
}

function group(connection: string, name: string, children: Node[]): Node[] {
  if (children.length === 0) return []
  const row = {
    id: `${connection}/group/${name}`,
    kind: 'group' as const,
    name,
    connection,
    object: null,
    status: 'ok' as const,
    busy: null,
    count: children.length,
    load: null,
    health: worst(children),
    unwell: children.filter(({ row }) => row.health !== null).length,
  }
  return [{ openByDefault: false, children, row }]
}

const collator = new Intl.Collator(undefined, { numeric: true })
const byName = (a: Thing, b: Thing) => collator.compare(a.name, b.name)

function branches(id: string, things: Thing[], types: boolean): Node[] {
  const of = (kind: Thing['kind']) => things.filter((one) => one.kind === kind).sort(byName)
  const snapshots = grouped(of('snapshot'), (snap) => snap.of)
  const vm = (one: Thing) => node(one, (snapshots.get(one.key.reference) ?? []).map((snap) => node(snap)))
  const rest = [
    ...group(id, 'storage', of('sr').map((one) => node(one))),
    ...group(id, 'networks', of('network').map((one) => node(one))),
    ...group(id, 'templates', of('template').map((one) => node(one))),
  ]
  if (types) {
    return [
      ...group(id, 'hosts', of('host').map((one) => node(one))),
      ...group(id, 'vms', of('vm').map(vm)),
      ...rest,
    ]
  }
  const machines = grouped(of('vm'), (one) => one.host)
  const hosts = of('host').map((host) => node(host, (machines.get(host.key.reference) ?? []).map(vm), true))
  return [...hosts, ...(machines.get(null) ?? []).map(vm), ...rest]
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** All rows of the tree, in order. */
export function treeRows(
  spec: TreeSpec,
  connections: ConnectionView[],
  things: Map<string, Thing[]>,
): { rows: TreeRow[]; matches: number | null } {
  const words = plain(spec.filter).split(/\s+/).filter(Boolean)
  const toggled = new Set(spec.toggled)
  const rows: TreeRow[] = []
  let matches = 0

  const fits = ({ row }: Node): boolean =>
    row.kind !== 'group' && words.every((word) => plain(row.name).includes(word))
  const keeps = (one: Node): boolean => words.length === 0 || fits(one) || one.children.some(keeps)

  function walk(list: Node[], depth: number): void {
    const kept = list.filter(keeps)
    kept.forEach((one, index) => {
      if (words.length > 0 && fits(one)) matches += 1
      const expandable = one.children.length > 0
      const expanded =
        expandable &&
        (words.length > 0 ? one.children.some(keeps) : one.openByDefault !== toggled.has(one.row.id))
      rows.push({ ...one.row, depth, expandable, expanded, position: [index + 1, kept.length] })
      if (expanded) walk(one.children, depth + 1)
    })
  }

  const shown = connections.filter(({ hidden }) => !hidden)
  function root(connection: ConnectionView): Node {
    const own = things.get(connection.id) ?? []
    const behind = shown.filter(({ parent }) => parent === connection.id)
    const orchestra = connection.kind === 'xo'
    const children = orchestra ? behind.map(root) : branches(connection.id, own, spec.grouping === 'types')
    return {
      openByDefault: true,
      children,
      row: {
        id: connection.id,
        kind: orchestra ? 'orchestra' : 'pool',
        name: connection.name,
        connection: connection.id,
        object: own.find((one) => one.kind === 'pool')?.key ?? null,
        status: connection.status,
        busy: null,
        count: own.length || null,
        load: null,
        health: worst(children),
        unwell: own.filter((one) => healthOf(one) !== null).length,
      },
    }
  }
  walk(shown.filter(({ parent }) => parent === null).map(root), 0)
  return { rows, matches: words.length > 0 ? matches : null }
}

/** A window on them. */
export function treeFrame(
  spec: TreeSpec,
  connections: ConnectionView[],
  things: Map<string, Thing[]>,
): TreeFrame {
  const { rows, matches } = treeRows(spec, connections, things)
  return {
    total: rows.length,
    offset: spec.offset,
    rows: rows.slice(spec.offset, spec.offset + spec.rows),
    matches,
  }
}
