import { defaultKeymap } from '@codemirror/commands'
import { Compartment, EditorState, Prec, type ChangeSet } from '@codemirror/state'
import { drawSelection, EditorView, keymap } from '@codemirror/view'
import { yCollab, ySyncAnnotation, yUndoManagerKeymap } from 'y-codemirror.next'
import type { RoomMirror } from './room-mirror.ts'

export interface RoomEditor {
  readOnly(is: boolean): void
  focus(): void
  destroy(): void
}

/**
 * The editor, in a shadow tree: there CodeMirror puts its rules into adopted style sheets, which the page's policy takes;
 * in the page itself it would write a `style` element, which the policy refuses.
 * @param label read aloud
 * @param mayGrow asked before text is put in; a refusal leaves the text as it is
 */
export function mountEditor(
  host: HTMLElement,
  mirror: RoomMirror,
  { label, readOnly, mayGrow }: { label: string; readOnly: boolean; mayGrow(bytes: number): boolean },
): RoomEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const writable = new Compartment()
  const allow = (is: boolean) => [EditorState.readOnly.of(is), EditorView.editable.of(!is)]
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: mirror.text.toString(),
      extensions: [
        Prec.high(keymap.of(yUndoManagerKeymap)),
        keymap.of(defaultKeymap),
        drawSelection(),
        EditorView.lineWrapping,
        // A tablet that many use learns nobody's words.
        EditorView.contentAttributes.of({
          'aria-label': label,
          'aria-multiline': 'true',
          spellcheck: 'false',
          autocorrect: 'off',
          autocapitalize: 'off',
          autocomplete: 'off',
          translate: 'no',
        }),
        EditorState.changeFilter.of((transaction) => {
          if (!transaction.docChanged || transaction.annotation(ySyncAnnotation)) return true
          const bytes = insertedBytes(transaction.changes)
          return bytes === 0 || mayGrow(bytes)
        }),
        yCollab(mirror.text, mirror.awareness, { undoManager: mirror.undo }),
        writable.of(allow(readOnly)),
        THEME,
      ],
    }),
  })
  return {
    readOnly: (is) => view.dispatch({ effects: writable.reconfigure(allow(is)) }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}

/** UTF-8 bytes of what is put in, about what the document grows by. */
function insertedBytes(changes: ChangeSet): number {
  let bytes = 0
  const encoder = new TextEncoder()
  changes.iterChanges((_fromA, _toA, _fromB, _toB, inserted) => {
    bytes += encoder.encode(inserted.toString()).length
  })
  return bytes
}

/** Our tokens reach into the shadow tree; nothing here is a colour of its own. */
const THEME = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--surface)', fontSize: 'var(--t-3)', minHeight: '16rem' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--font)', lineHeight: '1.7', overflow: 'visible' },
  '.cm-content': { padding: 'var(--s-4)', minHeight: '16rem', caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-soft)',
  },
  '.cm-ySelectionCaret': { borderLeftWidth: '2px', borderRightWidth: '0', marginRight: '0' },
  '.cm-ySelectionCaretDot': { display: 'none' },
  // The name stands there, always: a colour alone tells nobody who it is.
  '.cm-ySelectionInfo': {
    opacity: '1',
    top: '-1.35em',
    padding: '0 4px',
    borderRadius: '3px 3px 3px 0',
    fontFamily: 'var(--font)',
    fontSize: 'var(--t-1)',
    fontWeight: '600',
    color: 'var(--on-here)',
    lineHeight: '1.3',
    transition: 'none',
    pointerEvents: 'none',
  },
})
