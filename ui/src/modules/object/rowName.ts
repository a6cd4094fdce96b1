import { useI18n } from 'vue-i18n'

import { useCellText } from '@/components/data/useCellText'
import { useWords } from '@/components/ui/words'
import type { Cell, RowKind } from '@/platform/bindings'

/** The label of each property that queries call otherwise. */
const LABELS: Record<string, string> = { tag: 'field.tags', status: 'column.status' }

/** How a property is called that the tree is grouped by; a custom field has the name that somebody gave it. */
export function usePropertyName(): (name: string) => string {
  const word = useWords()
  return (name) => word(LABELS[name] ?? `field.${name}`, name)
}

/** What stands in a row of the tree, or at the head of the page for it. */
export function useRowName(): (row: { kind: RowKind; name: string; value?: Cell | null }) => string {
  const { t } = useI18n()
  const word = useWords()
  const textOf = useCellText()
  const propertyName = usePropertyName()

  return function nameOf({ kind, name, value }) {
    if (kind === 'group') return word(`term.${name}`, name)
    if (kind !== 'value' || !value) return name
    const property = propertyName(name)
    switch (value.is) {
      case 'none':
        return t('tree.without', { property })
      case 'flag':
        return t('tree.valued', { property, value: textOf(value) })
      case 'status':
        return word(`status.${value.status}`)
      case 'link':
        return value.text
      default:
        return textOf(value) ?? ''
    }
  }
}
