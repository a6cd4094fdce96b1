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

  /** When the newest alert came that is known, by connection. */
  const newest = new Map<ConnectionId, number>()

  watch(body, (frame) => {
    if (!frame) return
    const news: TableRow[] = []
    const now = new Map<ConnectionId, number>()
    for (const row of frame.rows) {
      const { connection } = row.object
      const time = timeOf(frame, row)
      const known = newest.get(connection)
      if (known !== undefined && time > known) news.push(row)
      now.set(connection, Math.max(now.get(connection) ?? 0, time))
    }
    for (const [id, time] of now) newest.set(id, Math.max(newest.get(id) ?? 0, time))
    // A pool without any alert has told all of none.
    for (const { id, state } of connections.value) if (state.is === 'live' && !newest.has(id)) newest.set(id, 0)
    if (settings.value.quiet) return
    tell(frame, news.filter((row) => {
      const severity = cellOf(frame, row, 'priority')
      return severity.is === 'term' && GRAVE.includes(severity.term)
    }))
  })

  function tell(frame: TableFrame, rows: TableRow[]): void {
    if (rows.length > MOST) {
      void tellDesktop('alerts', t('alerts.news', { n: rows.length }, rows.length), t('alerts.newsText'))
      return
    }
    for (const row of rows) {
      const about = [cellOf(frame, row, 'about'), cellOf(frame, row, 'pool')].flatMap((cell) => (cell.is === 'link' ? [cell.text] : []))
      void tellDesktop(row.object.reference, textOf(cellOf(frame, row, 'subject')) ?? '', about.join(' · '))
    }
  }
}
