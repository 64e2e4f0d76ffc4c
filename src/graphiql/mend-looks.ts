/** GraphiQL leaves the pane of the answer blank: its editor is empty when its one line is. */
const HINT = `
  .graphiql-response { position: relative; }
  .graphiql-response:not(:has(.graphiql-spinner)):has(.view-line:only-child > span > span:only-child:empty)::before {
    content: 'Press the play button, and the answer is shown here.';
    position: absolute;
    inset: 24px 16px auto 36px;
    color: hsla(var(--color-neutral), var(--alpha-secondary));
  }`;

/** Beside an open pane the title broke into two lines that overlap the tabs. */
const NARROW = `
  .graphiql-logo { white-space: nowrap; }`;

/** The editors' font draws an x between digits as a sign of multiplication, within ids too: who types one off the screen has another. */
const LETTERS_AS_THEY_ARE = `
  .graphiql-container .monaco-editor * { font-variant-ligatures: none !important; font-feature-settings: 'calt' 0 !important; }`;

/** What is opened in the docs is shown from its beginning, not from as far down as the list that it was opened from. */
const DOCS_FROM_THE_TOP = `<script>
  const toTop = ({ target }) => {
    if (target.closest('.graphiql-doc-explorer a')) document.querySelector('.graphiql-plugin').scrollTop = 0;
  };
  // On the way down: on the way up the link is already gone from the page.
  addEventListener('click', toTop, { capture: true });
</script>`;

/** GraphiQL's page with what looks broken to somebody who opens it first put right; the styles come after its own. */
export function mendLooks(page: string): string {
  return page.replace(
    '</head>',
    () => `<style>${HINT}${NARROW}${LETTERS_AS_THEY_ARE}</style>\n${DOCS_FROM_THE_TOP}\n</head>`,
  );
}
