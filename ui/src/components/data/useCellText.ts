import { useFormat } from '@/components/ui/format'
import { useWords } from '@/components/ui/words'
import type { Cell } from '@/platform/bindings'

/** The text of values that are nothing but text, as a table has them; null of those that are more. */
export function useCellText(): (cell: Cell) => string | null {
  const word = useWords()
  const format = useFormat()

  return function textOf(cell: Cell): string | null {
    switch (cell.is) {
      case 'none':
        return '–'
      case 'text':
      case 'code':
        return cell.text
      case 'term':
        // A word of a newer server that we have no translation for is shown as it came.
        return word(`term.${cell.term}`, cell.term)
      case 'bytes':
        return format.bytes(cell.bytes)
      case 'count':
        return format.count(cell.count)
      case 'ratio':
        return format.percent(cell.ratio)
      case 'time':
        return format.minute(cell.unix)
      case 'flag':
        return word(cell.on ? 'cell.yes' : 'cell.no')
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
