import { useFormat } from '@/components/ui/format'
import { useSaid } from '@/components/ui/said'
import { useWords } from '@/components/ui/words'
import type { Cell } from '@/platform/bindings'

/** The text of values that are nothing but text, as a table has them; null of those that are more. */
export function useCellText(): (cell: Cell) => string | null {
  const word = useWords()
  const format = useFormat()
  const said = useSaid()

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
      case 'said':
        return said(cell.problem)
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
      case 'mend':
        return word(`job.${cell.mend.job}`)
      case 'list': {
        if (cell.items.length === 0) return '–'
        const texts = cell.items.map(textOf)
        // Of addresses the first is the useful one: the others need no room in each row.
        const [first, ...others] = texts
        if (first && others.length > 0 && cell.items.every(({ is }) => is === 'code')) {
          return `${first} +${others.length}`
        }
        return texts.includes(null) ? null : texts.join(', ')
      }
      default:
        return null
    }
  }
}
