import {
  type ASTVisitor,
  DirectiveLocation,
  type DirectiveNode,
  type DocumentNode,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLError,
  GraphQLNonNull,
  GraphQLString,
  Kind,
  type ValidationContext,
  visit,
} from 'graphql';

/** Declared by the schema itself, so that what is printed is what is served. There is no `@stream`: a page comes whole. */
export const deferDirective = new GraphQLDirective({
  name: 'defer',
  description:
    'The fragment may arrive after the rest, where the client takes multipart/mixed; else it comes with the rest.',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: {
    if: {
      type: new GraphQLNonNull(GraphQLBoolean),
      defaultValue: true,
      description: 'False: it comes with the rest.',
    },
    label: { type: GraphQLString, description: 'Comes with the part; one of its own for each `@defer`.' },
  },
});

export function isDefer({ name }: DirectiveNode): boolean {
  return name.value === deferDirective.name;
}

const DEFERS = new WeakMap<DocumentNode, boolean>();

/** Whether a document has any `@defer`; looked up once for each document that is kept. */
export function defersAny(document: DocumentNode): boolean {
  let defers = DEFERS.get(document);
  if (defers === undefined) {
    defers = false;
    visit(document, {
      Directive(node) {
        if (isDefer(node)) defers = true;
      },
    });
    DEFERS.set(document, defers);
  }
  return defers;
}

/** The same document with nothing deferred. */
export function withoutDefer(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: (node) => (isDefer(node) ? null : undefined) });
}

/** A validation rule: a label says which part came, so each is a literal and there once. */
export function deferLabels(context: ValidationContext): ASTVisitor {
  const first = new Map<string, DirectiveNode>();
  return {
    Directive(node) {
      const label = isDefer(node) && node.arguments?.find(({ name }) => name.value === 'label')?.value;
      if (!label || label.kind === Kind.NULL) return;
      if (label.kind !== Kind.STRING) {
        context.reportError(new GraphQLError('The label of a `@defer` is a literal.', { nodes: node }));
        return;
      }
      const other = first.get(label.value);
      if (other)
        context.reportError(new GraphQLError('Each `@defer` has a label of its own.', { nodes: [other, node] }));
      else first.set(label.value, node);
    },
  };
}
