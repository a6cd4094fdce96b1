import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useCellText } from '@/components/data/useCellText'
import { tellDesktop } from '@/platform'
import type { Cell, ConnectionId, TableFrame, TableRow } from '@/platform/bindings'
import { connections } from '@/stores/connections'
import { settings } from '@/stores/settings'
import { useView } from '@/stores/view'

/** So many of the newest alerts are looked at. */
const ROWS = 50
/** More at once are told as a number: nobody reads a dozen notifications. */
const MOST = 3
/** So far apart a pool's clock may be from ours, in seconds. */
const CLOCKS_APART = 600
/** Alerts that somebody is called for at night. */
const GRAVE: readonly string[] = ['severity1', 'severity2']

const NEWEST = {
  view: 'table' as const,
  list: 'messages' as const,
  connection: null,
  within: null,
  among: null,
  filter: 'kind:alert',
  meanings: {},
  sort: { column: 'time', descending: true },
  offset: 0,
  rows: ROWS,
}

interface Known {
  /** Unix time in seconds, as the pool counts it. */
  time: number
  /** The alerts of that second, by reference. */
  those: Set<string>
}

/** What a row says in a column. */
function cellOf(frame: TableFrame, row: TableRow, id: string): Cell {
  return row.cells[frame.columns.findIndex((column) => column.id === id)] ?? { is: 'none' }
}
function timeOf(frame: TableFrame, row: TableRow): number {
  const time = cellOf(frame, row, 'time')
  return time.is === 'time' ? time.unix : 0
}

/**
 * Tells the desktop of grave alerts that come in, while no window is in front. What a pool told before we were connected
 * to it is in the list, and no news; what it told while the connection was away is.
 */
export function useDesktopAlerts(): void {
  const { t } = useI18n()
  const textOf = useCellText()
  const { body } = useView(() => NEWEST)

  /** The newest moment at which an alert is known to have come, with those of that second, by connection. */
  const newest = new Map<ConnectionId, Known>()

  watch(body, (frame) => {
    if (!frame) return
    const now = new Map<ConnectionId, Known>()
    const news: TableRow[] = []
    for (const row of frame.rows) {
      const { connection, reference } = row.object
      const time = timeOf(frame, row)
      const known = newest.get(connection)
      if (known && (time > known.time || (time === known.time && !known.those.has(reference)))) news.push(row)
      const last = now.get(connection)
      if (!last || time > last.time) now.set(connection, { time, those: new Set([reference]) })
      else if (time === last.time) last.those.add(reference)
    }
    for (const [id, one] of now) {
      const known = newest.get(id)
      if (!known || one.time > known.time) newest.set(id, one)
      else if (one.time === known.time) for (const reference of one.those) known.those.add(reference)
    }
    // A pool none of whose alerts is in sight has told all of them that are older.
    const old = Math.floor(Date.now() / 1000) - CLOCKS_APART
    for (const { id, state } of connections.value) {
      if (state.is === 'live' && !newest.has(id)) newest.set(id, { time: old, those: new Set() })
    }
    if (settings.value.quiet) return
    tell(frame, news.filter((row) => {
      const severity = cellOf(frame, row, 'priority')
      return severity.is === 'term' && GRAVE.includes(severity.term)
    }))
  })

  function tell(frame: TableFrame, rows: TableRow[]): void {
    if (rows.length > MOST) {
      // What was told once by an id is not told again.
      void tellDesktop(`alerts ${rows[0]?.object.reference}`, t('alerts.news', { n: rows.length }, rows.length), t('alerts.newsText'))
      return
    }
    for (const row of rows) {
      const about = [cellOf(frame, row, 'about'), cellOf(frame, row, 'pool')].flatMap((cell) => (cell.is === 'link' ? [cell.text] : []))
      void tellDesktop(row.object.reference, textOf(cellOf(frame, row, 'subject')) ?? '', about.join(' · '))
    }
  }
}
