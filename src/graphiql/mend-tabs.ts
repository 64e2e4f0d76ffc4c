/**
 * GraphiQL shifts a tab that is pressed by what is left of the animation that it opened with, so that the button is let go
 * somewhere else and the click is lost. Without the shift a tab that is dragged stays in sight at its old place until it is let go.
 */
const CLICK_AT_ONCE = '<style>.graphiql-tab { transform: none !important; }</style>';

/**
 * GraphiQL keeps its tabs between visits, but shows the one whose text it stored last under a name of its own, and opens an
 * empty one where there is no such text: so the text of the tab that was open is put there. An address that names a query
 * goes before it.
 */
const COME_BACK_AS_LEFT = `<script>
  try {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState'));
    for (const part of ['query', 'variables', 'headers']) {
      localStorage.setItem('graphiql:' + part, tabs[activeTabIndex][part] ?? '');
    }
  } catch {
    // The first visit, or a browser that keeps nothing.
  }
</script>`;

/**
 * GraphiQL's function that fills the editors from a tab, as it stands in its bundle, after the setter of its store. The store
 * learns the name of the tab's operation 100 ms later, from what is in the editor: until then the play button asks for the
 * operation of the tab before, which is refused. So the name is stored with the rest.
 */
const FILLS_EDITORS =
  /(\(([\w$]+),[\w$]+\)=>\{function [\w$]+\(\{)(query:[\w$]+,variables:[\w$]+,headers:[\w$]+,response:[\w$]+\}\)\{)/;
const AND_NAMES_OPERATION = '$1operationName,$3$2({operationName:operationName??void 0});';

/** Where GraphiQL's page puts itself; its scripts come after. */
const ROOT = '<div id="root"></div>';

/** GraphiQL's page with three faults of its tabs mended. */
export function mendTabs(page: string): string {
  return page
    .replace(FILLS_EDITORS, AND_NAMES_OPERATION)
    .replace(ROOT, () => `${CLICK_AT_ONCE}\n${COME_BACK_AS_LEFT}\n${ROOT}`);
}
