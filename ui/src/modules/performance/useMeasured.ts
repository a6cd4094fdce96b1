import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

import { useFormat } from '@/components/ui/format'

import type { ChartSpec } from './charts'

/** Measured values and their times as the language writes them. */
export function useMeasured() {
  const { t, locale } = useI18n()
  const { bytes, percent } = useFormat()

  const times = computed(() => {
    const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale.value, options)
    return {
      second: format({ timeStyle: 'medium' }),
      minute: format({ timeStyle: 'short' }),
      day: format({ day: 'numeric', month: 'short' }),
      whole: format({ dateStyle: 'medium', timeStyle: 'medium' }),
    }
  })

  return {
    value(unit: ChartSpec['unit'], value: number): string {
      if (unit === 'share') return percent(value)
      return unit === 'bytes' ? bytes(value) : t('metrics.perSecond', { size: bytes(value) })
    },
    /** A mark of a scale with so many seconds between marks. */
    mark(unix: number, step: number): string {
      const { second, minute, day } = times.value
      return (step < 60 ? second : step < 86_400 ? minute : day).format(unix * 1000)
    },
    moment: (unix: number) => times.value.whole.format(unix * 1000),
  }
}
