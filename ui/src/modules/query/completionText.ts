import { useI18n } from 'vue-i18n'

import { useCellText } from '@/components/data/useCellText'
import { useFormat } from '@/components/ui/format'
import { useWords } from '@/components/ui/words'
import type { QueryCompletion } from '@/platform/bindings'

/** What is typed, and what it means in the language of who looks. */
export function useCompletionText(): (completion: QueryCompletion) => { label: string; about: string } {
  const { t, te } = useI18n()
  const word = useWords()
  const format = useFormat()
  const textOf = useCellText()

  return function said(completion) {
    const label = completion.text
    switch (completion.is) {
      case 'property': {
        const column = `column.${completion.column}`
        const field = `field.${completion.field}`
        const known = [column, field].find((key) => te(key))
        return { label, about: known ? t(known) : t(`query.type.${completion.expects}`) }
      }
      case 'step':
        return { label, about: t('query.step') }
      case 'value': {
        const { cell } = completion
        const shown = cell.is === 'status' ? word(`status.${cell.status}`) : textOf(cell)
        const count = format.count(completion.count)
        return { label, about: shown && shown !== label && cell.is !== 'link' ? `${shown} · ${count}` : count }
      }
    }
  }
}
