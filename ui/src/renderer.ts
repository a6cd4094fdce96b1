import { type Component, createRenderer, nodeOps, patchProp } from 'vue'

/**
 * Vue's renderer for the document, save that a text that changes is written into the node that it has. To set an
 * element's `textContent`, as Vue does, has a new node made, and styled, and laid out: in a list that is sorted
 * anew, for each value on the screen.
 */
const renderer = createRenderer<Node, Element>({
  ...nodeOps,
  patchProp,
  setElementText(element, text) {
    const node = element.firstChild
    if (text !== '' && node instanceof Text && !node.nextSibling) node.data = text
    else nodeOps.setElementText(element, text)
  },
})

/** The window as an application, to be put into an element that is empty. */
export function createWindow(root: Component) {
  return renderer.createApp(root)
}
