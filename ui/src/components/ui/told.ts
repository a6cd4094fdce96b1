import { useI18n } from 'vue-i18n'
import { connectionOf } from '@/stores/connections'
import type { Told } from '@/stores/notices'

/** What something that is told is about: the pool, what was to be done, to what. */
export function useAbout(): (told: Told) => string {
  const { t } = useI18n()
  return ({ connection, job, subject }) =>
    [connection && connectionOf(connection)?.name, job && t(`job.${job}`), subject].filter(Boolean).join(' · ')
}
