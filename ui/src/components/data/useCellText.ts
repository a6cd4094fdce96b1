import { useI18n } from 'vue-i18n'

import { useFormat } from '@/components/ui/format'
import type { Cell } from '@/platform/bindings'

/** The text of values that are nothing but text, as a table has them; null of those that are more. */
export function useCellText(): (cell: Cell) => string | null {
  const { t, te } = useI18n()
  const format = useFormat()

  return function textOf(cell: Cell): string | null {
    switch (cell.is) {
      case 'none':
        return '–'
      case 'text':
      case 'code':
        return cell.text
      case 'term': {
        const key = `term.${cell.term}`
        // A word of a newer server that we have no translation for is shown as it came.
        return te(key) ? t(key) : cell.term
      }
      case 'bytes':
        return format.bytes(cell.bytes)
      case 'count':
        return format.count(cell.count)
      case 'ratio':
        return format.percent(cell.ratio)
      case 'time':
        return format.minute(cell.unix)
      case 'flag':
        return cell.on ? t('cell.yes') : t('cell.no')
      case 'list': {
        if (cell.items.length === 0) return '–'
        const texts = cell.items.map(textOf)
        return texts.includes(null) ? null : texts.join(', ')
      }
      default:
        return null
    }
  }
}
