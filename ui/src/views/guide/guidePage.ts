/** A page of the guide, as it is made of its Markdown. */
export interface GuidePage {
  /** The first one is what stands under the page's title; each of the others has a heading. */
  sections: GuideSection[]
}

/** What stands under one heading. */
export interface GuideSection {
  /** Its anchor. */
  id: string
  title: string
  /** The jobs that it tells of, and the tabs, as `kind/tab` or `kind/*`. */
  isFor: string[]
  /** All its words, to search in. */
  text: string
  nodes: GuideNode[]
}

/** A text, or an element with what is in it. */
export type GuideNode = string | { tag: string; href?: string; children: GuideNode[] }
