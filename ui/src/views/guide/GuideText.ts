import { type FunctionalComponent, h, type VNode } from 'vue'

import type { GuideNode } from './guidePage'

interface Props {
  nodes: GuideNode[]
  /** Where a link leads inside the guide; nothing where it leads out of it. */
  follow(href: string): (() => void) | null
}

/** Shows what stands on a page. It is put together of elements, never of markup. */
const GuideText: FunctionalComponent<Props> = ({ nodes, follow }) => nodes.map((node) => shown(node, follow))
GuideText.props = ['nodes', 'follow']

function shown(node: GuideNode, follow: Props['follow']): VNode | string {
  if (typeof node === 'string') return node
  const inside = node.children.map((child) => shown(child, follow))
  if (node.href === undefined) return h(node.tag, inside)
  const go = follow(node.href)
  // The window shows no pages of the web: where they are is told, to be copied.
  if (!go) return h('span', [...inside, ' (', h('code', node.href), ')'])
  return h('a', { href: node.href, onClick: (event: Event) => { event.preventDefault(); go() } }, inside)
}

export default GuideText
