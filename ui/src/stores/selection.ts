import { computed, shallowRef } from 'vue'
import type { ConnectionId, ObjectKey, RowKind, TreeRow } from '@/platform/bindings'
import { layout } from './settings'

/** One selected row of the tree: enough to show what belongs to it. */
export interface Selected {
  /** The row's id. */
  id: string
  kind: RowKind
  /** Its name; for a group, the key of the word. */
  name: string
  connection: ConnectionId
  object: ObjectKey | null
}

const NOTHING: Selected[] = []

/** The selection, kept over restarts. */
const rows = layout<Selected[]>('selection', NOTHING)

/** The tab that was last open, by kind of object. */
const tabs = layout<Partial<Record<RowKind, string>>>('tabs', {})

/** What the tree is asked to reveal: an object, or the root of a connection. */
export type Reveal = { object: ObjectKey } | { connection: ConnectionId }

const reveal = shallowRef<Reveal | null>(null)

/** What is selected now. */
export const selection = {
  rows: computed(() => rows.value),
  /** The objects among the selected rows. */
  objects: computed(() => rows.value.flatMap((row) => (row.object ? [row.object] : []))),
  /** The one selected row, if it is one. */
  one: computed(() => (rows.value.length === 1 ? rows.value[0] : undefined)),
  /** The newest wish to reveal something; a new value for each wish. */
  reveal: computed(() => reveal.value),
}

/** Whether two keys name the same object. */
export function sameObject(a: ObjectKey | null, b: ObjectKey | null): boolean {
  return (
    a !== null &&
    b !== null &&
    a.connection === b.connection &&
    a.class === b.class &&
    a.reference === b.reference
  )
}

/** So many steps back are remembered. */
const MOST_STEPS = 50
/** What was selected for less than this was passed on the way to something else. */
const PASSED_MS = 800

const past = shallowRef<Selected[][]>([])
const future = shallowRef<Selected[][]>([])
let since = 0

/** Whether two selections are of the same things. */
function sameRows(a: readonly Selected[], b: readonly Selected[]): boolean {
  // What was gone to has neither id nor object until the tree has found it.
  const isRoot = ({ kind }: Selected) => kind === 'pool' || kind === 'orchestra'
  const same = (one: Selected, other: Selected) => {
    if (isRoot(one) && isRoot(other)) return one.connection === other.connection
    return one.object || other.object ? sameObject(one.object, other.object) : one.id === other.id
  }
  return a.length === b.length && a.every((one, index) => same(one, b[index] as Selected))
}

/** Selects something, and remembers what was selected before. */
function choose(next: Selected[]): void {
  const now = Date.now()
  if (!sameRows(rows.value, next)) {
    const stayed = now - since >= PASSED_MS
    if (stayed) past.value = [...past.value, rows.value].slice(-MOST_STEPS)
    future.value = []
    since = now
  }
  rows.value = next
}

/** Shows again what was selected before, or after that. */
function travel(from: typeof past, to: typeof past): void {
  const next = from.value.at(-1)
  if (!next) return
  from.value = from.value.slice(0, -1)
  to.value = [...to.value, rows.value]
  since = 0
  rows.value = next
  const [one] = next
  if (!one || next.length > 1 || one.kind === 'group') return
  reveal.value = one.object ? { object: one.object } : { connection: one.connection }
}

/** Where one can go back and forward to. */
export const history = {
  canGoBack: computed(() => past.value.length > 0),
  canGoForward: computed(() => future.value.length > 0),
  back: () => travel(past, future),
  forward: () => travel(future, past),
  /** Forgets all steps (between tests). */
  forget: () => {
    past.value = future.value = []
    since = 0
  },
}

/** Goes to where nothing is selected: the list of all pools. */
export function goHome(): void {
  choose([])
}

/** Selects rows of the tree. */
export function select(next: readonly (Selected | TreeRow)[]): void {
  choose(next.map(({ id, kind, name, connection, object }) => ({
    id,
    kind,
    name,
    connection,
    object,
  })))
}

const KIND_OF_CLASS: Record<string, RowKind> = {
  pool: 'pool',
  host: 'host',
  VM: 'vm',
  SR: 'sr',
  network: 'network',
}

/** Goes to an object: selects it, and lets the tree reveal it. */
export function go(object: ObjectKey, tab?: string): void {
  const kind = KIND_OF_CLASS[object.class]
  if (!kind) return
  if (tab) setTab(kind, tab)
  // The tree replaces this with the object's own row once it has found it; an object that the tree
  // does not show (a snapshot, say) stays selected like this.
  choose([{ id: '', kind, name: '', connection: object.connection, object }])
  reveal.value = { object }
}

/** Goes to the root of a connection. */
export function goToConnection(connection: ConnectionId): void {
  choose([{ id: '', kind: 'pool', name: '', connection, object: null }])
  reveal.value = { connection }
}

/** The tab to show for a kind of object. */
export function openTab(kind: RowKind): string | undefined {
  return tabs.value[kind]
}

/** Remembers the tab. */
export function setTab(kind: RowKind, tab: string): void {
  tabs.value = { ...tabs.value, [kind]: tab }
}
