import type { Language } from '@/locales'

import type { GuideNode, GuidePage, GuideSection } from './guidePage'

/** A place in the guide: a page by its name, and a heading of it by its anchor. */
export interface GuidePlace {
  page: string
  section?: string
}

/** The guide in one language. */
export interface Guide {
  /** The pages by their names, in the order of the contents. */
  pages: ReadonlyMap<string, GuidePage>
}

/** A section in which all that was searched for occurs. */
export interface Found {
  page: string
  pageTitle: string
  section: GuideSection
}

/** The page with the contents. */
export const CONTENTS = 'README'

/** Each language is a file of its own, which nobody waits for at the start. */
const LANGUAGES: Record<Language, () => Promise<{ default: Record<string, GuidePage> }>> = {
  en: () => import('./en'),
  fr: () => import('./fr'),
}

/** Loads the guide in a language. */
export async function loadGuide(language: Language): Promise<Guide> {
  const files = (await LANGUAGES[language]()).default
  return inOrder(new Map(Object.entries(files).map(([file, page]) => [/([^/]+)\.md$/.exec(file)?.[1] ?? file, page])))
}

/** The pages in the order in which the contents link to them. */
export function inOrder(pages: ReadonlyMap<string, GuidePage>): Guide {
  const contents = pages.get(CONTENTS)
  const linked = (contents?.sections ?? []).flatMap(({ nodes }) => linksIn(nodes)).map((href) => placeOf(href, CONTENTS)?.page)
  const names = new Set([CONTENTS, ...linked.filter((name) => name !== undefined)])
  return { pages: new Map([...names].flatMap((name) => {
    const page = pages.get(name)
    return page ? [[name, page] as const] : []
  })) }
}

/** Where all links lead that are in there. */
export function linksIn(nodes: readonly GuideNode[]): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return []
    return [...(node.href === undefined ? [] : [node.href]), ...linksIn(node.children)]
  })
}

/** The place in the guide to which a link on a page leads; nothing where it leads out of the guide. */
export function placeOf(href: string, from: string): GuidePlace | null {
  const found = /^(?:([\w-]+)\.md)?(?:#(.+))?$/.exec(href)
  if (!found || href === '') return null
  const section = found[2] && decodeURIComponent(found[2])
  return { page: found[1] ?? from, ...(section ? { section } : {}) }
}

/** What a page is called. */
export function titleOf(page: GuidePage): string {
  return page.sections[0]?.title ?? ''
}

/** Where the first of these stands that the guide has something for: jobs and tabs, as sections name them. */
export function placeFor(guide: Guide, wanted: readonly string[]): GuidePlace | null {
  for (const one of wanted) {
    for (const [page, { sections }] of guide.pages) {
      const at = sections.findIndex(({ isFor }) => isFor.includes(one))
      if (at === 0) return { page }
      if (at > 0) return { page, section: sections[at]?.id }
    }
  }
  return null
}

/** Without case and accents, which people leave out when they search. */
const folded = (text: string) => text.normalize('NFD').replace(/\p{Mark}/gu, '').toLowerCase()

/** The sections in which every word occurs; first those that have all of them in their headings. */
export function search(guide: Guide, text: string): Found[] {
  const words = folded(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const hasAll = (where: string) => words.every((word) => where.includes(word))
  const found = [...guide.pages].flatMap(([page, { sections }]) =>
    sections.map((section) => ({ page, pageTitle: sections[0]?.title ?? '', section })),
  )
  const headed = found.filter(({ section }) => hasAll(folded(section.title)))
  const told = found.filter((one) => !headed.includes(one) && hasAll(folded(`${one.pageTitle} ${one.section.title} ${one.section.text}`)))
  return [...headed, ...told]
}
