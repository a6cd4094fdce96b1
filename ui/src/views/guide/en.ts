import type { GuidePage } from './guidePage'

export default import.meta.glob<GuidePage>('../../../../docs/guide/en/*.md', { eager: true, import: 'default' })
