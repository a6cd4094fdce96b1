import { useI18n } from 'vue-i18n'

import { useCellText } from '@/components/data/useCellText'
import { useWords } from '@/components/ui/words'
import { api, copyText } from '@/platform'
import type { Cell, Column, ObjectKey, TableSpec } from '@/platform/bindings'

import { csv } from './csv'

/** The engine gives no more at once. */
const AT_ONCE = 1_000

/** Copies a list as comma-separated values: all its rows, not only those that are drawn, or the chosen ones. */
export function useTableCopy(spec: () => Omit<TableSpec, 'offset' | 'rows'>, columns: () => Column[]) {
  const { t } = useI18n()
  const word = useWords()
  const textOf = useCellText()

  /** A value for machines: sizes in bytes, moments as ISO 8601 has them. */
  function valueOf(cell: Cell = { is: 'none' }): string {
    switch (cell.is) {
      case 'none':
        return ''
      case 'bytes':
        return String(cell.bytes)
      case 'count':
        return String(cell.count)
      case 'ratio':
        return String(cell.ratio)
      case 'meter':
        return String(cell.used)
      case 'time':
        return new Date(cell.unix * 1_000).toISOString()
      case 'status':
        return word(`status.${cell.status}`)
      case 'link':
        return cell.text
      case 'list':
        return cell.items.map(valueOf).join('; ')
      default:
        return textOf(cell) ?? ''
    }
  }

  async function lines(among: ObjectKey[] | null): Promise<string[][]> {
    const shown = columns()
    const found: string[][] = [shown.map(({ id }) => t(`column.${id}`))]
    for (let offset = 0, total = 1; offset < total; offset += AT_ONCE) {
      const frame = await api.tableRows({ ...spec(), ...(among && { among }), offset, rows: AT_ONCE })
      const places = shown.map(({ id }) => frame.columns.findIndex((column) => column.id === id))
      found.push(...frame.rows.map(({ cells }) => places.map((place) => valueOf(cells[place]))))
      total = frame.total
    }
    return found
  }

  /** Of these rows; none: of all. True once it is on the clipboard. */
  return async function copy(among: ObjectKey[] | null): Promise<boolean> {
    const found = await lines(among).catch(() => null)
    return found !== null && copyText(csv(found))
  }
}
