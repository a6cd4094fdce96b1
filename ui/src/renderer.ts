import { type Component, createRenderer, nodeOps, patchProp } from 'vue'
import { visible } from './visible'

/** Attributes that are read, or read out. */
const SAID = new Set(['title', 'aria-label', 'aria-valuetext', 'alt', 'placeholder'])

/**
 * Vue's renderer for the document, with two differences.
 *
 * A text that changes is written into the node that it has. To set an element's `textContent`, as Vue does, has a
 * new node made, and styled, and laid out: in a list that is sorted anew, for each value on the screen.
 *
 * No text can pretend: whatever is drawn, wherever it comes from, shows its invisible characters. What stands in a
 * field to be edited stays as it is.
 */
const renderer = createRenderer<Node, Element>({
  ...nodeOps,
  patchProp(element, key, before, after, ...rest) {
    const said = SAID.has(key) && typeof after === 'string' ? visible(after) : after
    patchProp(element, key, before, said, ...rest)
  },
  createText: (text) => nodeOps.createText(visible(text)),
  setText: (node, text) => nodeOps.setText(node as Text, visible(text)),
  setElementText(element, text) {
    const seen = visible(text)
    const node = element.firstChild
    if (seen !== '' && node instanceof Text && !node.nextSibling) node.data = seen
    else nodeOps.setElementText(element, seen)
  },
})

/** The window as an application, to be put into an element that is empty. */
export function createWindow(root: Component) {
  return renderer.createApp(root)
}
