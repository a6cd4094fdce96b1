import type { GuidePage } from './guidePage'

export default import.meta.glob<GuidePage>('../../../../docs/guide/fr/*.md', { eager: true, import: 'default' })
