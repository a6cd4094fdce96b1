import { computed, shallowRef } from 'vue'
import type { ConnectionId, ObjectKey, RowKind, TreeRow } from '@/platform/bindings'
import { addressOf, isFound, isRoot, kindOfClass, type Place, readAddress, type Selected } from './addresses'
import { createHistory } from './history'
import { layout } from './settings'

export type { Selected } from './addresses'

const HOME = '/'

/** Where the window is: kept over restarts. Everything that is shown follows from it. */
const address = layout<string>('place', HOME)

/** What the tree knows of the rows at an address: their ids and names, which the address does not say. */
const known = shallowRef<{ address: string; rows: Selected[] }>({ address: HOME, rows: [] })

const place = computed<Place>(() => readAddress(address.value) ?? { rows: [], tab: null })
const rows = computed(() => (known.value.address === address.value ? known.value.rows : place.value.rows))

/** The tab that was last open, by kind of object. */
const tabs = layout<Partial<Record<RowKind, string>>>('tabs', {})

/** What the tree is asked to reveal: an object, or the root of a connection. */
export type Reveal = { object: ObjectKey } | { connection: ConnectionId }

const reveal = shallowRef<Reveal | null>(null)

/** What is selected now. */
export const selection = {
  rows,
  /** The objects among the selected rows. */
  objects: computed(() => rows.value.flatMap((row) => (row.object ? [row.object] : []))),
  /** The one selected row, if it is one. */
  one: computed(() => (rows.value.length === 1 ? rows.value[0] : undefined)),
  /** The newest wish to reveal something; a new value for each wish. */
  reveal: computed(() => reveal.value),
  /** The tab that is open, where the place says one. */
  tab: computed(() => place.value.tab),
  /** The address of the place. */
  address: computed(() => address.value),
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

/** Whether two selections are of the same things. */
function sameRows(a: readonly Selected[], b: readonly Selected[]): boolean {
  // What was gone to has neither id nor object until the tree has found it.
  const same = (one: Selected, other: Selected) => {
    if (isRoot(one) && isRoot(other)) return one.connection === other.connection
    return one.object || other.object ? sameObject(one.object, other.object) : one.id === other.id
  }
  return a.length === b.length && a.every((one, index) => same(one, b[index] as Selected))
}

/** A place that was left, as it was known. */
interface Left {
  address: string
  rows: Selected[]
}

const steps = createHistory<Left>()
/** What was shown for less than this was passed on the way to something else. */
const PASSED_MS = 800
let since = 0

const current = (): Left => ({ address: address.value, rows: rows.value })

function show(next: Left): void {
  known.value = next
  address.value = next.address
}

/** The tab to open of a row: the one that was open of its kind last. */
function usualTab(some: readonly Selected[]): string | null {
  const [only, second] = some
  return (only && !second && tabs.value[only.kind]) || null
}

/** Goes somewhere, and remembers where one was; without a tab, to the one that is open or usual. */
function visit(next: Selected[], tab?: string): void {
  const isSame = sameRows(rows.value, next)
  const opened = tab ?? (isSame ? place.value.tab : null) ?? usualTab(next)
  if (!isSame || opened !== place.value.tab) {
    const now = Date.now()
    if (now - since >= PASSED_MS) steps.leave(current())
    else steps.skip()
    since = now
  }
  show({ address: addressOf(next, opened), rows: next })
}

/** Lets the tree show the one thing that is selected. */
function revealCurrent(): void {
  const [one, second] = rows.value
  if (!one || second || one.kind === 'group' || isFound(one)) return
  reveal.value = one.object ? { object: one.object } : { connection: one.connection }
}

/** Shows again what was shown before, or after that. */
function travel(to: (now: Left) => Left | undefined): void {
  const next = to(current())
  if (!next) return
  since = 0
  show(next)
  revealCurrent()
}

/** Where one can go back and forward to. */
export const history = {
  canGoBack: steps.canGoBack,
  canGoForward: steps.canGoForward,
  back: () => travel(steps.back),
  forward: () => travel(steps.forward),
  /** Forgets all steps (between tests). */
  forget: () => {
    steps.forget()
    since = 0
  },
}

/** Goes to where nothing is selected: the list of all pools. */
export function goHome(): void {
  visit([])
}

/** Goes to an address; false where it is none of a place. */
export function goTo(wish: string): boolean {
  const found = readAddress(wish)
  if (!found) return false
  visit(found.rows, found.tab ?? undefined)
  revealCurrent()
  return true
}

/** Selects rows of the tree. */
export function select(next: readonly (Selected | TreeRow)[]): void {
  visit(next.map(({ id, kind, name, connection, object, query, value }) => ({
    id,
    kind,
    name,
    connection: connection ?? '',
    object,
    ...(query === undefined || query === null ? {} : { query }),
    ...(value ? { value } : {}),
  })))
}

/** Goes to an object: selects it, and lets the tree reveal it. */
export function go(object: ObjectKey, tab?: string): void {
  const kind = kindOfClass(object.class)
  if (!kind) return
  if (tab) tabs.value = { ...tabs.value, [kind]: tab }
  // The tree replaces this with the object's own row once it has found it; an object that the tree
  // does not show (a snapshot, say) stays selected like this.
  visit([{ id: '', kind, name: '', connection: object.connection, object }], tab)
  reveal.value = { object }
}

/** Goes to the root of a connection. */
export function goToConnection(connection: ConnectionId): void {
  visit([{ id: '', kind: 'pool', name: '', connection, object: null }])
  reveal.value = { connection }
}

/** Opens a tab of what is selected; the next object of its kind opens with the same. */
export function setTab(kind: RowKind, tab: string): void {
  tabs.value = { ...tabs.value, [kind]: tab }
  visit(rows.value, tab)
}
